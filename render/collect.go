package render

import (
	"embed"
	"fmt"
	"io"
	"path"
	"strings"

	"hardmatch/directory"
)

// The scripts are files of their own, so that they can be read, checked and
// tried as what they are: SIDE.VOICE.EXTENSION.
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
	files, err := collectScripts.ReadDir("collect")
	if err != nil {
		return err
	}
	for _, f := range files {
		if name := f.Name(); strings.TrimSuffix(name, path.Ext(name)) == prefix+voice {
			script, err := collectScripts.ReadFile("collect/" + name)
			if err != nil {
				return err
			}
			_, err = w.Write(script)
			return err
		}
	}
	return fmt.Errorf("unknown voice %q; known are %s", voice, strings.Join(CollectVoices(side), ", "))
}
