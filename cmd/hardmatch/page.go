package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
)

// pageCommand is "hardmatch page": the offline page, as a file that opens without
// a server.
func (e *env) pageCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "page",
		Short: "open the offline page: convert, check and plan in a browser",
		Long: `Page writes the offline page to a file and opens that in the browser. The page
is one HTML file that holds the whole of hardmatch: it converts, checks and plans
without a server and without a request. It can be copied and passed on.`,
		Example: `  hardmatch page
  hardmatch page --out hardmatch.html --no-open`,
		Args: cobra.NoArgs,
	}
	out := cmd.Flags().String("out", "", "write the page to `FILE` (default: a file in the cache of the user)")
	noOpen := cmd.Flags().Bool("no-open", false, "write the page and open nothing")
	cmd.RunE = func(*cobra.Command, []string) error { return e.runPage(*out, !*noOpen) }
	return cmd
}

func (e *env) runPage(file string, open bool) error {
	if len(e.page) == 0 {
		return &statusError{status: statusIncomplete, err: errors.New("this build holds no page"), hint: "make page makes dist/hardmatch.html; make release builds a program that holds it"}
	}
	if file == "" {
		var err error
		if file, err = e.pageFile(); err != nil {
			return &statusError{status: statusIncomplete, err: err, hint: "name a file with --out"}
		}
	}
	if err := e.create(file, e.page); err != nil {
		return &statusError{status: statusIncomplete, err: fmt.Errorf("%s: %w", file, withoutPath(err))}
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	fmt.Fprintln(e.stdout, path)
	if open && e.browse(path) != nil {
		e.say("hardmatch: note: no browser could be opened; open the file yourself")
	}
	return nil
}

// pageFile is where the page lies while a browser shows it: no temporary file,
// since a tab outlives the program. Its name changes with its content.
func (e *env) pageFile() (string, error) {
	cache, err := e.cacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "hardmatch")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	digest := sha256.Sum256(e.page)
	return filepath.Join(dir, fmt.Sprintf("page-%x.html", digest[:6])), nil
}

// browse opens a file as the user's system does.
func browse(path string) error {
	for _, command := range browsers() {
		if exec.Command(command[0], append(command[1:], path)...).Start() == nil {
			return nil
		}
	}
	return errors.New("no browser")
}

func browsers() [][]string {
	var commands [][]string
	if name := os.Getenv("BROWSER"); name != "" {
		commands = append(commands, []string{name})
	}
	switch runtime.GOOS {
	case "darwin":
		return append(commands, []string{"open"})
	case "windows":
		return append(commands, []string{"rundll32", "url.dll,FileProtocolHandler"})
	}
	if os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" {
		commands = append(commands, []string{"xdg-open"})
	}
	return commands
}
