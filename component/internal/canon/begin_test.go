package canon

import (
	"reflect"
	"slices"
	"testing"
)

// TestBegin checks that a context which served a call is as new for the next
// one, but for what it was bound to.
func TestBegin(t *testing.T) {
	memory := make([]byte, 10)
	cx := &Context{
		Current: &memory, Realloc: func(_, _, _, _ uint32) uint32 { return 0 },
		Encoding: UTF16, Inst: NewInstance(nil), Resources: []*ResourceType{{}},
		Task: &Task{}, Subtask: &Subtask{}, LiftLimit: 5,
		progress: progress{Lifted: 1, peer: true, moved: 2},
	}
	bound := []string{"Mem", "Current", "Realloc", "Encoding", "Inst", "Resources", "Task", "Subtask", "LiftLimit"}
	cx.Begin()
	v := reflect.ValueOf(cx).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if kept := slices.Contains(bound, name); v.Field(i).IsZero() == kept {
			t.Errorf("%s: kept is %v, want %v", name, !kept, kept)
		}
	}
	if len(cx.Mem) != len(memory) {
		t.Error("the memory was not read anew")
	}
}
