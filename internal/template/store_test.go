package template

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// source makes a folder with templates of the given IDs.
func source(t *testing.T, ids ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, id := range ids {
		writeTemplate(t, filepath.Join(dir, "templates", id), id, "")
	}
	return dir
}

func writeTemplate(t *testing.T, dir, id, more string) {
	t.Helper()
	for name, text := range map[string]string{
		"metadata/spin-template.toml": "manifest_version = '1'\nid = '" + id + "'\ndescription = 'D'\ntags = ['Tag']\n" + more,
		"content/a":                   "{{project-name}}",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func install(t *testing.T, l *Library, s Source, update bool) (installed []string, out *Outcome) {
	t.Helper()
	out, err := l.Install(t.Context(), s, update, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tmpl := range out.Installed {
		installed = append(installed, tmpl.ID)
	}
	return installed, out
}

func TestInstallDir(t *testing.T) {
	l := &Library{Own: filepath.Join(t.TempDir(), "a", "b")}
	dir := source(t, "one", "http-go")
	writeTemplate(t, filepath.Join(dir, "templates", "evil"), "../evil", "")
	writeTemplate(t, filepath.Join(dir, "templates", "broken"), "broken", "nonsense = 1")
	installed, out := install(t, l, Source{Dir: dir}, false)
	if want := []string{"../evil", "http-go", "one"}; !slices.Equal(installed, want) {
		t.Errorf("installed %v, want %v", installed, want)
	}
	if len(out.Skipped) != 1 || !strings.Contains(out.Skipped[0].Reason, "unknown field `nonsense`") {
		t.Errorf("skipped %v", out.Skipped)
	}
	if entries, err := os.ReadDir(filepath.Dir(l.Own)); err != nil || len(entries) != 1 {
		t.Errorf("beside the store there is more: %v, %v", entries, err)
	}

	tmpl, err := l.Get("http-go")
	if err != nil || tmpl.Origin != Installed || tmpl.Source != dir || !tmpl.HasTags([]string{"TAG"}) || tmpl.HasTags([]string{"x"}) {
		t.Errorf("Get: %+v, %v", tmpl, err)
	}
	if installed, out := install(t, l, Source{Dir: dir}, false); len(installed) > 0 || len(out.Skipped) != 4 {
		t.Errorf("a second time: %v, %v", installed, out.Skipped)
	}
	writeTemplate(t, filepath.Join(dir, "templates", "one"), "one", "trigger_type = 'changed'\n[parameters]\np = { type = 'string', prompt = '' }")
	if installed, _ := install(t, l, Source{Dir: dir}, true); len(installed) != 3 {
		t.Errorf("an update: %v", installed)
	}
	if tmpl, err := l.Get("one"); err != nil || len(tmpl.Parameters) != 1 {
		t.Errorf("after the update: %+v, %v", tmpl, err)
	}

	if err := l.Uninstall("http-go"); err != nil {
		t.Fatal(err)
	}
	if tmpl, err := l.Get("http-go"); err != nil || tmpl.Origin != BuiltIn {
		t.Errorf("after it is uninstalled: %+v, %v", tmpl, err)
	}
	if err := l.Uninstall("http-go"); err == nil || !strings.Contains(err.Error(), "is a part of gyro") {
		t.Errorf("uninstalling what is built in: %v", err)
	}
	var none *NotFoundError
	if err := l.Uninstall("absent"); !errors.As(err, &none) {
		t.Errorf("uninstalling what is not there: %v", err)
	}
	if entries, _ := os.ReadDir(l.Own); len(entries) != 2 {
		t.Errorf("the store has %v", entries)
	}
	if _, err := l.Install(t.Context(), Source{Dir: t.TempDir()}, false, nil); err == nil || !strings.Contains(err.Error(), "has no folder templates") {
		t.Errorf("a folder without templates: %v", err)
	}
}

// TestSpinStore checks that templates that Spin has installed can be used, and
// that they stay as they are.
func TestSpinStore(t *testing.T) {
	l := &Library{Own: t.TempDir(), Spin: t.TempDir()}
	for _, id := range []string{"mine", "http-c"} {
		writeTemplate(t, filepath.Join(l.Spin, folderOf(id)), id, "")
	}
	writeTemplate(t, filepath.Join(l.Spin, ".envs", "x"), "hidden", "")
	writeTemplate(t, filepath.Join(l.Spin, folderOf("bad")), "bad", "x = 1")
	record := filepath.Join(l.Spin, folderOf("mine"), recordName)
	if err := os.WriteFile(record, []byte("git = \"https://example.com/x\"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	list, broken, err := l.List()
	if err != nil || len(broken) != 1 || len(list) != len(Builtin())+1 {
		t.Fatalf("%v, %v, %v", list, broken, err)
	}
	if tmpl, err := l.Get("mine"); err != nil || tmpl.Origin != Spins || tmpl.Repo != "https://example.com/x" {
		t.Errorf("%+v, %v", tmpl, err)
	}
	if tmpl, err := l.Get("http-c"); err != nil || tmpl.Origin != BuiltIn {
		t.Errorf("%+v, %v", tmpl, err)
	}
	if _, err := l.Get("bad"); err == nil || !strings.Contains(err.Error(), "unknown field") {
		t.Errorf("a broken one: %v", err)
	}
	if err := l.Uninstall("mine"); err == nil || !strings.Contains(err.Error(), "`spin templates uninstall mine`") {
		t.Errorf("uninstalling Spin's: %v", err)
	}
}

func TestInstallGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	dir := source(t, "one", "two")
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "first")
	l := &Library{Own: t.TempDir()}
	url := "file://" + filepath.ToSlash(dir)
	if installed, _ := install(t, l, Source{Git: url}, false); !slices.Equal(installed, []string{"one", "two"}) {
		t.Errorf("installed %v", installed)
	}
	if repos, err := l.Repos(); err != nil || !slices.Equal(repos, []string{url}) {
		t.Errorf("repositories %v, %v", repos, err)
	}
	git("rm", "-rq", "templates/two")
	git("commit", "-qm", "second")
	git("tag", spinTag)
	writeTemplate(t, filepath.Join(dir, "templates", "three"), "three", "")
	git("add", ".")
	git("commit", "-qm", "third")
	installed, out := install(t, l, Source{Git: url}, true)
	if !slices.Equal(installed, []string{"one"}) || !slices.Equal(out.Removed, []string{"two"}) {
		t.Errorf("at the tag: installed %v, removed %v", installed, out.Removed)
	}
	if installed, _ := install(t, l, Source{Git: url, Branch: "main"}, true); !slices.Equal(installed, []string{"one", "three"}) {
		t.Errorf("at the branch: installed %v", installed)
	}
	for _, s := range []Source{{Git: "file:///absent"}, {Git: url, Branch: "absent"}, {Git: url, Branch: "--upload-pack=false"}} {
		if _, err := l.Install(t.Context(), s, false, nil); err == nil || !strings.Contains(err.Error(), "fetching "+s.Git) {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func TestRepoURL(t *testing.T) {
	for name, want := range map[string]string{
		"a/b": "https://github.com/a/b", "/a/b": "https://github.com/a/b", "https://example.com/a": "https://example.com/a", "git@example.com:a/b": "git@example.com:a/b",
	} {
		if got := repoURL(name); got != want {
			t.Errorf("%s becomes %s, want %s", name, got, want)
		}
	}
}

// archive makes a .tar.gz of entries.
func archive(t *testing.T, entries ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, h := range entries {
		text := h.Linkname
		if h.Typeflag == 0 || h.Typeflag == tar.TypeReg {
			h.Typeflag, h.Size, h.Linkname = tar.TypeReg, int64(len(text)), ""
		}
		h.Mode = 0o644
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := w.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// entry is a file of an archive; [archive] takes the text of files from
// Linkname.
func entry(name, text string) tar.Header { return tar.Header{Name: name, Linkname: text} }

const minimal = "manifest_version = '1'\nid = 'x'\n"

func TestInstallTar(t *testing.T) {
	good := archive(t,
		tar.Header{Name: "repo-1.0/", Typeflag: tar.TypeDir},
		tar.Header{Name: "repo-1.0/link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		entry("repo-1.0/templates/x/metadata/spin-template.toml", minimal),
		entry("repo-1.0/templates/x/content/a", "A"))
	file := filepath.Join(t.TempDir(), "a.tar.gz")
	if err := os.WriteFile(file, good, 0o666); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/a.tar.gz" {
			http.NotFound(w, r)
			return
		}
		w.Write(good)
	}))
	defer server.Close()
	from := []string{file, server.URL + "/a.tar.gz"}
	if runtime.GOOS != "windows" {
		from = append(from, "file://"+file)
	}
	for _, tar := range from {
		l := &Library{Own: t.TempDir()}
		if installed, out := install(t, l, Source{Tar: tar}, false); !slices.Equal(installed, []string{"x"}) || out.Installed[0].Source != tar {
			t.Errorf("%s: installed %v", tar, out)
		}
	}
	for _, tar := range []string{server.URL + "/absent", "absent.tar.gz", "http://127.0.0.1:1/"} {
		l := &Library{Own: t.TempDir()}
		if _, err := l.Install(t.Context(), Source{Tar: tar}, false, nil); err == nil {
			t.Errorf("%s is installed", tar)
		}
	}
}

// TestHostileTar has archives that are refused. Nothing of them is left.
func TestHostileTar(t *testing.T) {
	ok := entry("templates/x/metadata/spin-template.toml", minimal)
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"escapes":      {archive(t, ok, entry("../outside", "")), "leads out"},
		"absolute":     {archive(t, ok, entry("/tmp/outside", "")), "leads out"},
		"inner escape": {archive(t, ok, entry("templates/../../outside", "")), "leads out"},
		"link":         {archive(t, ok, tar.Header{Name: "templates/x/content/l", Typeflag: tar.TypeSymlink, Linkname: "/etc"}), "not a regular file"},
		"hard link":    {archive(t, ok, tar.Header{Name: "templates/x/content/l", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"}), "not a regular file"},
		"device":       {archive(t, ok, tar.Header{Name: "templates/x/content/d", Typeflag: tar.TypeChar}), "not a regular file"},
		"pipe":         {archive(t, ok, tar.Header{Name: "templates/x/content/d", Typeflag: tar.TypeFifo}), "not a regular file"},
		"odd name":     {archive(t, ok, entry(`templates/x/content/..\..\a`, "")), "not a regular file"},
		"no gzip":      {[]byte("\x1f\x8bxxxxxxx"), "unpacking"},
		"no tar":       {[]byte("nothing of the kind"), "unpacking"},
		"cut off":      {archive(t, ok)[:60], "unpacking"},
		"empty":        {archive(t), "has no folder templates"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			file := filepath.Join(t.TempDir(), "a.tar.gz")
			if err := os.WriteFile(file, tc.data, 0o666); err != nil {
				t.Fatal(err)
			}
			l := &Library{Own: t.TempDir()}
			_, err := l.Install(t.Context(), Source{Tar: file}, false, nil)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %s", err, tc.want)
			}
			for _, dir := range []string{l.Own, os.Getenv("TMPDIR")} {
				if left, _ := os.ReadDir(dir); len(left) > 0 {
					t.Errorf("%v is left", left)
				}
			}
		})
	}
}

// TestHostileFolder has folders with what is no file.
func TestHostileFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need permission there")
	}
	dir := source(t, "good", "link", "out")
	content := filepath.Join(dir, "templates", "link", "content")
	if err := os.Symlink("/etc/passwd", filepath.Join(content, "l")); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(dir, "templates", "out", "metadata", "spin-template.toml")
	if err := errors.Join(os.Remove(manifest), os.Symlink("/etc/passwd", manifest)); err != nil {
		t.Fatal(err)
	}
	l := &Library{Own: t.TempDir()}
	installed, out := install(t, l, Source{Dir: dir}, false)
	if !slices.Equal(installed, []string{"good"}) || len(out.Skipped) != 2 {
		t.Errorf("installed %v, skipped %v", installed, out.Skipped)
	}
	if entries, _ := os.ReadDir(l.Own); len(entries) != 1 {
		t.Errorf("the store has %v", entries)
	}
}
