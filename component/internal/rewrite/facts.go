package rewrite

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

//go:generate go test -run ^TestVersion$ . -version

// Key stands for what [Reuse] makes of wasm: equal keys mean equal results, also
// in programs with other versions of this package.
func Key(wasm []byte, o Options) [sha256.Size]byte {
	options, err := json.Marshal(o)
	if err != nil {
		panic(err) // it holds nothing but strings and numbers
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", version, options)
	h.Write(wasm)
	return [sha256.Size]byte(h.Sum(nil))
}

// Facts encode what is known of a rewritten module besides the module itself,
// for [Restore] to put together again.
func (r *Reusable) Facts() []byte {
	var flags byte
	for i, is := range [...]bool{r.StandardGo, r.Prepares, r.Reseeds} {
		if is {
			flags |= 1 << i
		}
	}
	b := appendName([]byte{flags}, r.Obstacle)
	b = binary.AppendUvarint(b, uint64(len(r.Globals)))
	for _, g := range r.Globals {
		b = appendName(b, g)
	}
	b = binary.AppendUvarint(b, uint64(len(r.Data)))
	for _, d := range r.Data {
		b = binary.AppendUvarint(b, uint64(d.Offset))
		b = binary.AppendUvarint(b, uint64(d.at))
		b = binary.AppendUvarint(b, uint64(len(d.Bytes)))
	}
	return b
}

var errFacts = errors.New("internal error: what was noted of a core module does not fit it")

// Restore returns what [Reuse] has made of wasm, but for the module itself, from
// its facts.
func Restore(wasm, facts []byte) (*Reusable, error) {
	r := reader{b: facts}
	flags := r.byte()
	out := &Reusable{
		StandardGo: flags&1 != 0, Prepares: flags&2 != 0, Reseeds: flags&4 != 0,
		Obstacle: r.name(),
	}
	for range r.count("globals", 1, maxGlobals) {
		out.Globals = append(out.Globals, r.name())
	}
	n := r.count("segments", 3, maxSegments)
	if n > 0 {
		out.Data = make([]Data, n)
	}
	for i := range out.Data {
		offset, at, size := r.u32(), r.u32(), r.u32()
		if uint64(at)+uint64(size) > uint64(len(wasm)) {
			return nil, errFacts
		}
		out.Data[i] = Data{offset, wasm[at : at+size], int(at)}
	}
	if r.err != nil || r.more() || len(wasm) > math.MaxUint32 {
		return nil, errFacts
	}
	return out, nil
}
