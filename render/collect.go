package render

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"hardmatch/directory"
)

// The scripts are files of their own, SIDE.VOICE.EXTENSION, so that they can be
// read as what they are. What several share stands once: a line "# include FILE"
// is replaced by it.
//
//go:embed collect
var collectScripts embed.FS

// CollectVoices are the voices that [Collect] has for a side. The first is the default.
func CollectVoices(side directory.Side) []string {
	if side == directory.Cloud {
		return []string{"powershell", "entra-powershell", "graph-rest", "az-rest"}
	}
	return []string{"powershell", "ldifde", "csvde", "ldapsearch"}
}

// Collect writes the commands that export exactly what hardmatch reads of a side.
// They read and change nothing, and say what they leave out.
func Collect(w io.Writer, side directory.Side, voice string) error {
	prefix := "ad."
	if side == directory.Cloud {
		prefix = "cloud."
	}
	names, err := fs.Glob(collectScripts, "collect/"+prefix+voice+".*")
	if err != nil || len(names) != 1 {
		return fmt.Errorf("unknown voice %q; known are %s", voice, strings.Join(CollectVoices(side), ", "))
	}
	script, err := collectScripts.ReadFile(names[0])
	if err != nil {
		return err
	}
	for line := range bytes.Lines(script) {
		if name, shared := bytes.CutPrefix(line, []byte("# include ")); shared {
			if line, err = collectScripts.ReadFile("collect/" + string(bytes.TrimSpace(name))); err != nil {
				return err
			}
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}
