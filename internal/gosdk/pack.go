package gosdk

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// base is the release that the SDK's state leads to.
const base = "v0.1.0"

// Pack makes the module zip of the SDK whose files fsys holds. The same files
// give the same bytes. Its format is the module reference's: every name begins
// with the module's path and version.
func Pack(fsys fs.FS) (archive []byte, version string, err error) {
	names, err := list(fsys)
	if err != nil {
		return nil, "", err
	}
	if version, err = versionOf(fsys, names); err != nil {
		return nil, "", err
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, "", err
		}
		// Stored, as what compression makes differs between Go's releases.
		w, err := z.CreateHeader(&zip.FileHeader{Name: Path + "@" + version + "/" + name, Method: zip.Store})
		if err != nil {
			return nil, "", err
		}
		if _, err := w.Write(content); err != nil {
			return nil, "", err
		}
	}
	if err := z.Close(); err != nil {
		return nil, "", err
	}
	return buf.Bytes(), version, nil
}

// list returns the names of all files but hidden ones, sorted.
func list(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular():
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// versionOf returns a pre-release of base that names the content (after an h,
// as a number must not begin with 0).
func versionOf(fsys fs.FS, names []string) (string, error) {
	h := sha256.New()
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%x  %s\n", sha256.Sum256(content), name)
	}
	return base + "-dev.h" + hex.EncodeToString(h.Sum(nil))[:12], nil
}

// goSum returns the lines of go.sum for the module in a zip: the h1 hash over
// the names and hashes of its files, and the same over its go.mod alone.
func goSum(r *zip.Reader, version string, mod []byte) (string, error) {
	var lines []string
	for _, f := range r.File {
		content, err := fs.ReadFile(r, f.Name)
		if err != nil {
			return "", err
		}
		lines = append(lines, fmt.Sprintf("%x  %s\n", sha256.Sum256(content), f.Name))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
	modLine := fmt.Sprintf("%x  go.mod\n", sha256.Sum256(mod))
	return fmt.Sprintf("%s %s %s\n%s %s/go.mod %s\n", Path, version, h1(lines...), Path, version, h1(modLine)), nil
}

func h1(lines ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return "h1:" + base64.StdEncoding.EncodeToString(sum[:])
}
