package httptrigger

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// version answers with a number.
func version(n int) workerFunc {
	return func(w http.ResponseWriter, _ *http.Request, _ Call) error {
		_, err := fmt.Fprint(w, n)
		return err
	}
}

func swap(t *testing.T, r *running, w Worker) (old *Site) {
	t.Helper()
	next, err := r.server.NewSite(r.app)
	if err != nil {
		t.Fatal(err)
	}
	return r.server.Swap(next, w)
}

// TestSwapUnderLoad replaces the application again and again while clients ask: no
// request fails, and nobody sees a version after a newer one.
func TestSwapUnderLoad(t *testing.T) {
	r := start(t, Config{}, version(0))
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for _, c := range clients(t) {
		for range 4 {
			wg.Go(func() {
				for last := 0; ; {
					select {
					case <-stop:
						return
					default:
					}
					resp, err := c.Get(r.url + "/echo")
					if err != nil {
						t.Error(err)
						return
					}
					body, err := io.ReadAll(resp.Body)
					resp.Body.Close()
					n, nerr := strconv.Atoi(string(body))
					if err != nil || nerr != nil || resp.StatusCode != 200 || n < last {
						t.Errorf("%d %q after version %d, %v", resp.StatusCode, body, last, err)
						return
					}
					last = n
				}
			})
		}
	}
	for n := 1; n <= 50; n++ {
		select {
		case <-swap(t, r, version(n)).Ended():
		case <-time.After(10 * time.Second):
			t.Fatal("the version before does not end")
		}
	}
	close(stop)
	wg.Wait()
	if _, body := get(t, http.DefaultClient, r.url+"/echo"); body != "50" {
		t.Errorf("version %s", body)
	}
}

// TestSwapKeepsRequests lets a request end on the version that it began on.
func TestSwapKeepsRequests(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	r := start(t, Config{}, func(w http.ResponseWriter, _ *http.Request, _ Call) error {
		close(begun)
		<-goOn
		_, err := io.WriteString(w, "old")
		return err
	})
	answer := make(chan string)
	go func() {
		_, body := get(t, http.DefaultClient, r.url+"/echo")
		answer <- body
	}()
	<-begun
	old := swap(t, r, version(2))
	if _, body := get(t, http.DefaultClient, r.url+"/echo"); body != "2" {
		t.Errorf("a request after the swap: %s", body)
	}
	select {
	case <-old.Ended():
		t.Error("the old version has ended while it answers")
	default:
	}
	close(goOn)
	if body := <-answer; body != "old" {
		t.Errorf("the request before the swap: %s", body)
	}
	<-old.Ended()
}
