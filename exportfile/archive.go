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
)

// A Member is a file of an archive, to be read before the next.
type Member struct {
	Name string // with that of the archive before it: exports.zip/users.ldf
	Data io.Reader
}

// Unpack yields the files in a ZIP archive, in its order. Anything else is its
// only member, under its own name, and not read here. The errors are
// [*ReadError]; after that of a member the next one follows.
func Unpack(name string, src io.Reader) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		r := bufio.NewReaderSize(src, window)
		if head, _ := r.Peek(4); !isZip(head) {
			yield(Member{name, r}, nil)
			return
		}
		f := &File{Name: name}
		data, size, err := hold(r)
		if err != nil {
			yield(Member{}, f.readError(err))
			return
		}
		z, err := openZip(data, size)
		switch {
		case err != nil:
			yield(Member{}, f.readError(err))
		case kindOf(z) != archive:
			yield(Member{name, io.NewSectionReader(data, 0, size)}, nil)
		default:
			f.unpack(z, yield)
		}
	}
}

func (f *File) unpack(z *zip.Reader, yield func(Member, error) bool) {
	if len(z.File) > maxMembers {
		yield(Member{}, f.readError(&ReadError{Err: fmt.Errorf("the archive has %d members; more than %d are not read", len(z.File), maxMembers),
			Hint: "unpack it, and give the files that matter"}))
		return
	}
	found := false
	for _, m := range z.File {
		if isIncidental(m.Name) {
			continue
		}
		found = true
		member, err := f.member(m)
		if !yield(member, err) {
			return
		}
	}
	if !found {
		yield(Member{}, f.readError(&ReadError{Err: errors.New("the archive holds no files"), Hint: "pack it again"}))
	}
}

// isIncidental is true for what is no file that somebody packed: directories,
// and what macOS adds.
func isIncidental(name string) bool {
	return strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/") || path.Base(name) == ".DS_Store" || name == "[Content_Types].xml"
}

// inName is what stands for a character of a name, which will stand in messages.
func inName(c rune) rune {
	switch {
	case c == '\\':
		return '/'
	case !unicode.IsGraphic(c):
		return unicode.ReplacementChar
	}
	return c
}

func (f *File) member(m *zip.File) (Member, error) {
	inner := &File{Name: f.Name + "/" + strings.Map(inName, m.Name)}
	switch strings.ToLower(path.Ext(inner.Name)) {
	case ".zip", ".7z", ".rar", ".tar", ".tgz":
		return Member{}, inner.readError(&ReadError{Err: errors.New("this is an archive inside an archive"), Hint: "unpack it, and give the files in it"})
	}
	data, err := openMember(m)
	if err != nil {
		return Member{}, inner.readError(err)
	}
	return Member{inner.Name, data}, nil
}
