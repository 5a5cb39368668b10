package wasi

import "golang.org/x/sys/windows"

// underWine reports whether this is Wine, whose sockets do not tell resets from
// ends and whose files cannot be deleted in all ways.
func underWine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}
