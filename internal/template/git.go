package template

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// author is who makes something.
type author struct{ name, line string }

// findAuthor asks the environment and git, in the order in which git does.
func findAuthor(ctx context.Context) author {
	name := cmp.Or(os.Getenv("GIT_AUTHOR_NAME"), os.Getenv("GIT_COMMITTER_NAME"))
	if name == "" {
		name = cmp.Or(gitConfig(ctx, "user.name"), os.Getenv("USER"), os.Getenv("USERNAME"), os.Getenv("NAME"))
	}
	email := cmp.Or(os.Getenv("GIT_AUTHOR_EMAIL"), os.Getenv("GIT_COMMITTER_EMAIL"))
	if email == "" {
		email = cmp.Or(gitConfig(ctx, "user.email"), os.Getenv("EMAIL"))
	}
	a := author{name: strings.TrimSpace(name)}
	a.line = a.name
	if email = strings.Trim(strings.TrimSpace(email), "<>"); email != "" && a.name != "" {
		a.line += " <" + email + ">"
	}
	return a
}

func gitConfig(ctx context.Context, name string) string {
	out, err := exec.CommandContext(ctx, "git", "config", "--get", name).Output()
	if err != nil {
		return "" // no git, or no such setting
	}
	return strings.TrimSpace(string(out))
}

// initGit makes dir a git repository, unless it lies in one. It is no fault of
// the application if that does not work.
func initGit(ctx context.Context, dir string) {
	inside := exec.CommandContext(ctx, "git", "rev-parse", "--git-dir")
	inside.Dir = dir
	if inside.Run() == nil {
		return
	}
	cmd := exec.CommandContext(ctx, "git", "init", "--quiet")
	cmd.Dir = dir
	_ = cmd.Run()
}

// spinTag is the tag that holds the templates for the version of Spin that gyro
// is compatible with.
const spinTag = "spin/templates/v4.0"

// clone fetches the newest state of a repository into dir. Without a branch it
// is that of the templates for Spin's version if the repository has such a tag.
func clone(ctx context.Context, url, branch, dir string) error {
	if branch == "" && git(ctx, "ls-remote", "--exit-code", "--", url, spinTag) == nil {
		branch = spinTag
	}
	args := []string{"clone", "--quiet", "--depth", "1"}
	if branch != "" {
		args = append(args, "--branch="+branch)
	}
	if err := git(ctx, append(args, "--", url, dir)...); err != nil {
		return fmt.Errorf("fetching %s: %w", url, err)
	}
	return nil
}

func git(ctx context.Context, args ...string) error {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Stderr = &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("git is not installed")
	}
	if text := strings.TrimSpace(stderr.String()); err != nil && text != "" {
		return errors.New(text)
	}
	return err
}
