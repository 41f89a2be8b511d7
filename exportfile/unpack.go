package exportfile

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"
	"unicode"

	"hardmatch/exportfile/archive"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A Member is a file of an archive. It must be read before the next one.
type Member struct {
	Name string // after the name of the archive: exports.zip/users.ldf
	Data io.Reader
}

// maxMembers is above what people pack by hand.
const maxMembers = 1000

// Unpack yields the files in a ZIP archive, in its order. Any other file is yielded
// as the only member, under its own name, and is not read here. The errors are
// [*records.ReadError]. After the error of a member the next member follows.
func Unpack(name string, src io.Reader) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		r := bufio.NewReaderSize(src, records.HeadSize)
		if head, _ := r.Peek(4); !archive.IsZIP(head) {
			yield(Member{name, r}, nil)
			return
		}
		data, size, err := archive.Buffer(r)
		if err != nil {
			yield(Member{}, records.AsReadError(name, err))
			return
		}
		z, err := archive.OpenZIP(data, size)
		switch {
		case err != nil:
			yield(Member{}, records.AsReadError(name, err))
		case archive.KindOf(z) != archive.ZIP:
			yield(Member{name, io.NewSectionReader(data, 0, size)}, nil)
		default:
			unpackMembers(name, z, yield)
		}
	}
}

// unpackMembers yields the members of the archive with this name.
func unpackMembers(name string, z *zip.Reader, yield func(Member, error) bool) {
	if len(z.File) > maxMembers {
		yield(Member{}, &records.ReadError{File: name, Err: fmt.Errorf("the archive has %d members; more than %d are not read", len(z.File), maxMembers),
			Hint: hint.New(hint.UnpackSome)})
		return
	}
	found := false
	for _, m := range z.File {
		if isIncidental(m.Name) {
			continue
		}
		found = true
		member, err := openMember(name, m)
		if !yield(member, err) {
			return
		}
	}
	if !found {
		yield(Member{}, &records.ReadError{File: name, Err: errors.New("the archive holds no files"), Hint: hint.New(hint.PackAgain)})
	}
}

// isIncidental reports whether a member is not a packed file: a directory, or what
// macOS adds.
func isIncidental(name string) bool {
	return strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/") || path.Base(name) == ".DS_Store" || name == "[Content_Types].xml"
}

// replaceInName returns the replacement of a character in a name, so that the name
// is safe in messages.
func replaceInName(c rune) rune {
	switch {
	case c == '\\':
		return '/'
	case !unicode.IsGraphic(c):
		return unicode.ReplacementChar
	}
	return c
}

func openMember(archiveName string, m *zip.File) (Member, error) {
	name := archiveName + "/" + strings.Map(replaceInName, m.Name)
	switch strings.ToLower(path.Ext(name)) {
	case ".zip", ".7z", ".rar", ".tar", ".tgz":
		return Member{}, &records.ReadError{File: name, Err: errors.New("this is an archive inside an archive"), Hint: hint.New(hint.Unpack)}
	}
	data, err := archive.OpenMember(m)
	if err != nil {
		return Member{}, records.AsReadError(name, err)
	}
	return Member{name, data}, nil
}
