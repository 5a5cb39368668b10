package gyrohttp

import (
	"math/bits"
	"net/http"
	"net/textproto"
	"strings"
)

// A usualHeader makes the header of one request with few fields, mostly those
// of names. Those that gyro sends with every request are in the map from the
// start and only get their values. Host is not in it, as in package http.
type usualHeader struct {
	header http.Header // nil if none was prepared
	few    http.Header // an empty one, for requests that gyro has not made
	preset uint32      // which of names are in the header from the start, as bits
	found  uint32      // which of names were added
	others int         // how many of the values behind those of names are taken
	values [len(names) + usualFields]string
}

// usualFields is how many fields a request may have for a [usualHeader]. The
// map then has no need to grow. One with more gets a map of its own, with a seed
// of its own: what names it has is up to the client.
const usualFields = 20

// The fields that the request itself has, by their numbers in names.
var hostField, clientField, lengthField = find("host"), find("spin-client-addr"), find("content-length")

// always are those of names that gyro always sends, as bits.
var always = func() (set uint32) {
	for i, n := range names {
		switch n.lower {
		case "spin-base-path", "spin-client-addr", "spin-component-route", "spin-full-url", "spin-matched-route", "spin-path-info", "spin-raw-component-route":
			set |= 1 << i
		}
	}
	return set
}()

func (u *usualHeader) prepare() {
	u.few = http.Header{"": nil} // which gives it memory
	delete(u.few, "")
	u.header, u.preset = make(http.Header, usualFields), always
	for i, n := range names {
		if always>>i&1 != 0 {
			u.header[n.canonical] = u.value(i)
		}
	}
}

// begin tells whether a request with n fields may be added.
func (u *usualHeader) begin(n int) bool {
	if u.header == nil || n > usualFields {
		return false
	}
	if n < bits.OnesCount32(always) {
		u.header, u.preset = u.few, 0
	}
	return true
}

// value returns the only value of a field, which more can be appended to.
func (u *usualHeader) value(i int) []string { return u.values[i : i+1 : i+1] }

// add adds a field.
func (u *usualHeader) add(name, value string) {
	i, name := identify(name)
	if i >= 0 && u.found>>i&1 == 0 {
		u.found |= 1 << i
		u.values[i] = value
		if u.preset>>i&1 == 0 && i != hostField {
			u.header[name] = u.value(i)
		}
		return
	}
	if i == hostField {
		return
	}
	if before, ok := u.header[name]; ok {
		u.header[name] = append(before, value)
		return
	}
	i = len(names) + u.others
	u.others++
	u.values[i] = value
	u.header[name] = u.value(i)
}

// get returns the first value of a field by its number, "" if there is none.
func (u *usualHeader) get(i int) string {
	if u.found>>i&1 == 0 {
		return ""
	}
	return u.values[i]
}

// end removes what was not sent.
func (u *usualHeader) end() {
	if missing := u.preset &^ u.found; missing != 0 {
		for i, n := range names {
			if missing>>i&1 != 0 {
				delete(u.header, n.canonical)
			}
		}
	}
}

// identify returns the canonical form of a name, and its number in names, -1 if
// it is none of them.
func identify(name string) (i int, canonical string) {
	if i = find(name); i >= 0 {
		return i, names[i].canonical
	}
	canonical = textproto.CanonicalMIMEHeaderKey(name)
	if i = find(strings.ToLower(name)); i >= 0 && names[i].canonical != canonical {
		i = -1
	}
	return i, canonical
}
