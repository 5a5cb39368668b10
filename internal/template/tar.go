package template

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// fetchTar unpacks the archive at a URL or path into dir and returns the folder
// that holds templates/: dir, or the one folder in it that archives of
// repositories begin with.
func fetchTar(ctx context.Context, from, dir string) (string, error) {
	body, err := openTar(ctx, from)
	if err != nil {
		return "", err
	}
	defer body.Close()
	if err := untar(ctx, body, dir); err != nil {
		return "", fmt.Errorf("unpacking %s: %w", from, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "templates")); err == nil {
		return dir, nil
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) == 1 && entries[0].IsDir() {
		return filepath.Join(dir, entries[0].Name()), nil
	}
	return dir, nil
}

func openTar(ctx context.Context, from string) (io.ReadCloser, error) {
	u, err := url.Parse(from)
	switch {
	case err == nil && u.Scheme == "file":
		return os.Open(filepath.FromSlash(u.Path))
	case err != nil || u.Scheme != "http" && u.Scheme != "https":
		return os.Open(from)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("%s answers %s", from, resp.Status)
	}
	return resp.Body, nil
}

// untar unpacks the templates of an archive, compressed or not, into dir. A
// path that leads out of it is refused, as is a template with anything but
// files and folders; what lies outside of templates/ is left out.
func untar(ctx context.Context, archive io.Reader, dir string) error {
	buffered := bufio.NewReader(archive)
	plain := io.Reader(buffered)
	if magic, _ := buffered.Peek(2); string(magic) == "\x1f\x8b" {
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return err
		}
		plain = z
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	// What is not unpacked counts too: it takes time.
	limited := &io.LimitedReader{R: plain, N: 4 * maxContent}
	r := tar.NewReader(limited)
	for files := 0; ; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		h, err := r.Next()
		if limited.N <= 0 {
			return fmt.Errorf("it has more than %d bytes", 4*maxContent)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(h.Name, "/")
		if h.Typeflag == tar.TypeXGlobalHeader || name == "." {
			continue
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("its entry %q leads out of the folder", h.Name)
		}
		if name = filepath.Clean(filepath.FromSlash(name)); !ofTemplate(name) || h.Typeflag == tar.TypeDir {
			continue
		}
		if files++; files > maxFiles {
			return fmt.Errorf("it has more than %d files", maxFiles)
		}
		if h.Typeflag != tar.TypeReg || !isLocal(h.Name) {
			return fmt.Errorf("its entry %q is not a regular file", h.Name)
		}
		if h.Size > maxContent {
			return fmt.Errorf("its entry %q has more than %d bytes", h.Name, maxContent)
		}
		if err := unpackFile(root, name, r); err != nil {
			return err
		}
	}
}

// ofTemplate reports whether a path lies below templates/, or below that in
// one more folder.
func ofTemplate(name string) bool {
	parts := strings.Split(filepath.ToSlash(name), "/")
	return len(parts) > 1 && parts[0] == "templates" || len(parts) > 2 && parts[1] == "templates"
}

func unpackFile(root *os.Root, name string, content io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Close())
}
