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

// pageCommand is "hardmatch page": it writes the offline page to a file, and opens that
// in a browser.
func (e *env) pageCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "page",
		Short: "open the offline page: convert, check and plan in a browser",
		Long: `Page writes the offline page to a file and opens it in the browser. The page is
one HTML file that contains the whole of hardmatch: it converts, checks and plans
without a server and sends no requests. It can be copied to other machines.`,
		Example: `  hardmatch page
  hardmatch page --out hardmatch.html --no-open`,
		Args: cobra.NoArgs,
	}
	out := cmd.Flags().String("out", "", "write the page to `FILE` (default: a file in the user's cache directory)")
	noOpen := cmd.Flags().Bool("no-open", false, "write the page, but do not open it")
	cmd.RunE = func(*cobra.Command, []string) error { return e.runPage(*out, !*noOpen) }
	return cmd
}

func (e *env) runPage(file string, open bool) error {
	if len(e.page) == 0 {
		return &statusError{status: statusIncomplete, err: errors.New("this build does not contain the page"), hint: "make page writes dist/hardmatch.html; make release builds a program that contains it"}
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
		e.printLine("hardmatch: note: no browser could be opened; open the file yourself")
	}
	return nil
}

// pageFile returns the file for the page. It is not a temporary file, because a tab of
// the browser outlives the program. Its name depends on the content of the page.
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

// browse opens a file in the default browser of the user.
func browse(path string) error {
	for _, command := range browsers() {
		if exec.Command(command[0], append(command[1:], path)...).Start() == nil {
			return nil
		}
	}
	return errors.New("no browser")
}

// browsers returns the commands to try.
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
