package main

import (
	"net/http/httptest"
	"testing"
)

func TestHello(t *testing.T) {
	w := httptest.NewRecorder()
	hello(w, httptest.NewRequest("GET", "/", nil))
	if got := w.Body.String(); got != "hello from Go\n" {
		t.Errorf("answered %q", got)
	}
}
