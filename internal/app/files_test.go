package app

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// tree makes files with their own names as content; a name "a -> b" makes a
// symbolic link.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		name, target, link := strings.Cut(name, " -> ")
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if link {
			err = os.Symlink(target, path)
		} else {
			err = os.WriteFile(path, []byte(name), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFilesOf(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege")
	}
	dir := tree(t, "one.txt", "static/a.html", "static/a.map", "static/.hidden", "static/sub/b.html", "static/sub/deep/c.map",
		"other/x.txt", "[odd].txt", "linked -> static/sub", "file_link -> static/a.html", "out -> /etc/hostname", "outdir -> ..", "broken -> nowhere",
		"loop/self -> .", "loop/f.txt")
	pattern := func(p ...string) []Files {
		var files []Files
		for _, p := range p {
			files = append(files, Files{Pattern: p})
		}
		return files
	}
	placed := func(source, destination string) []Files { return []Files{{Source: source, Destination: destination}} }
	for name, tc := range map[string]struct {
		files   []Files
		exclude []string
		want    string // guest paths, with "=host" where that differs
		err     string
	}{
		"none":                   {},
		"file":                   {files: pattern("one.txt"), want: "one.txt"},
		"file with dot":          {files: pattern("./one.txt"), want: "one.txt"},
		"directory":              {files: pattern("static"), want: "static/.hidden static/a.html static/a.map static/sub/b.html static/sub/deep/c.map"},
		"star":                   {files: pattern("static/*"), want: "static/.hidden static/a.html static/a.map"},
		"two stars":              {files: pattern("static/**/*.html"), want: "static/a.html static/sub/b.html"},
		"question mark":          {files: pattern("static/?.html"), want: "static/a.html"},
		"set":                    {files: pattern("static/[a-c].[!m]*"), want: "static/a.html"},
		"star in a directory":    {files: pattern("*/sub/*.html"), want: "static/sub/b.html"},
		"odd name":               {files: pattern("[odd].txt"), want: "[odd].txt"},
		"nothing matches":        {files: pattern("absent/*")},
		"exclude":                {files: pattern("static/**/*"), exclude: []string{"**/*.map", "static/.*"}, want: "static/a.html static/sub/b.html"},
		"exclude crosses":        {files: pattern("static"), exclude: []string{"static/*.map"}, want: "static/.hidden static/a.html static/sub/b.html"},
		"exclude not for a file": {files: pattern("one.txt"), exclude: []string{"one.txt"}, want: "one.txt"},
		"place a directory":      {files: placed("static/sub", "/"), want: "b.html=static/sub/b.html deep/c.map=static/sub/deep/c.map"},
		"place it deeper":        {files: placed("static/sub/", "x/y"), want: "x/y/b.html=static/sub/b.html x/y/deep/c.map=static/sub/deep/c.map"},
		"place a file":           {files: placed("one.txt", "/etc/conf"), want: "etc/conf=one.txt"},
		"absolute inside":        {files: placed(filepath.Join(dir, "one.txt"), "/a"), want: "a=one.txt"},
		"linked directory":       {files: pattern("linked"), want: "linked/b.html linked/deep/c.map"},
		"linked file":            {files: pattern("file_*"), want: "file_link"},
		"circle":                 {files: pattern("loop"), want: "loop/f.txt"},

		"absent":             {files: pattern("absent"), err: "absent does not exist"},
		"absent source":      {files: placed("absent", "/"), err: "absent does not exist"},
		"link out":           {files: pattern("out"), err: "out leads out of the directory of the manifest"},
		"link out by glob":   {files: pattern("ou?"), err: "out leads out of the directory of the manifest"},
		"link out directory": {files: pattern("outdir"), err: "outdir leads out of the directory of the manifest"},
		"source out":         {files: placed("../x", "/"), err: "../x leads out of the directory of the manifest"},
		"absolute source":    {files: placed("/etc", "/"), err: "leads out of the directory of the manifest"},
		"destination out":    {files: placed("one.txt", "/a/../../b"), err: "the destination /a/../../b must not contain `..`"},
		"destination slash":  {files: placed("one.txt", "dir/"), err: "the destination of the file one.txt must be the name of a file, not dir/"},
		"bad set":            {files: pattern("static/[a"), err: "pattern static/[a: `[` has no matching `]`"},
		"bad stars":          {files: pattern("static/a**"), err: "pattern static/a**: `**` must stand alone between slashes"},
		"bad range":          {files: pattern("static/[z-a]"), err: "pattern static/[z-a]: this is not a valid pattern"},
		"bad exclude":        {files: pattern("one.txt"), exclude: []string{"["}, err: "exclude_files: pattern [: `[` has no matching `]`"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &App{Dir: dir}
			files, err := a.FilesOf(&Component{ID: "c", Files: tc.files, ExcludeFiles: tc.exclude})
			if err != nil || tc.err != "" {
				if err == nil || !strings.HasSuffix(err.Error(), tc.err) || !strings.HasPrefix(err.Error(), "component c: ") {
					t.Errorf("error %v, want %s", err, tc.err)
				}
				return
			}
			var got []string
			for _, f := range files {
				if host := filepath.ToSlash(f.Host); host != f.Guest {
					f.Guest += "=" + host
				}
				got = append(got, f.Guest)
			}
			if text := strings.Join(got, " "); text != tc.want {
				t.Errorf("got  %s\nwant %s", text, tc.want)
			}
		})
	}
}

func TestStage(t *testing.T) {
	a := &App{Dir: tree(t, "one.txt", "static/sub/b.html")}
	c := &Component{ID: "c", Files: []Files{{Pattern: "one.txt"}, {Source: "static", Destination: "/www"}}}
	dir := t.TempDir()
	if err := a.Stage(c, dir); err != nil {
		t.Fatal(err)
	}
	for guest, want := range map[string]string{"one.txt": "one.txt", "www/sub/b.html": "static/sub/b.html"} {
		if got, err := os.ReadFile(filepath.Join(dir, guest)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", guest, got, err)
		}
	}
}

func FuzzGlob(f *testing.F) {
	for _, pattern := range []string{"**/*.txt", "a/[!b-c]?", "[]]", "[^a]", "a/**", "[[:alpha:]]", `[\d]`} {
		f.Add(pattern, "a/b.txt", true)
	}
	f.Fuzz(func(t *testing.T, pattern, name string, crossing bool) {
		g, err := compileGlob(pattern, crossing)
		if err != nil {
			return
		}
		matches := g.match(name)
		if !isGlob(pattern) && matches != (pattern == name) {
			t.Fatalf("%q without wildcards: match %q = %v", pattern, name, matches)
		}
		if matches && !crossing && g.depth >= 0 && strings.Count(name, "/") != strings.Count(pattern, "/") {
			t.Fatalf("%q matches %q across a slash", pattern, name)
		}
	})
}

// TestFilesFault tells the place of files that are not there.
func TestFilesFault(t *testing.T) {
	a, err := Parse("spin.toml", t.TempDir(), []byte("spin_manifest_version = 2\napplication.name = 'x'\n[component.c]\nsource = 'c.wasm'\nfiles = ['absent']\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.FilesOf(a.Components[0])
	if want := "spin.toml:5:10: component c: files: absent does not exist\n    5 | files = ['absent']\n      |          ^^^^^^^^"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
