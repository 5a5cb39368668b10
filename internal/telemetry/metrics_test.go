package telemetry

import (
	"net/http/httptest"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

func TestMetrics(t *testing.T) {
	runtime.GC()
	h := MetricsHandler(func() []Metric {
		return []Metric{{Name: "gyro_x_total", Help: "X.", Counter: true, Samples: []Sample{
			{[]string{"a", "1", "b", `t"w\o`}, 3}, {nil, 0.5},
		}}}
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	body := w.Body.String()
	want := "# HELP gyro_x_total X.\n# TYPE gyro_x_total counter\ngyro_x_total{a=\"1\",b=\"t\\\"w\\\\o\"} 3\ngyro_x_total 0.5\n"
	if !strings.HasSuffix(body, want) || !strings.Contains(w.Header().Get("Content-Type"), "version=0.0.4") {
		t.Errorf("%v\n%s", w.Header(), body)
	}
	if !regexp.MustCompile(`(?m)^gyro_go_longest_stop_seconds (0\.0|[1-9](\.\d+)?e-)`).MatchString(body) {
		t.Errorf("no stop of the collector is told:\n%s", body)
	}
}
