//go:build wasip1

// Command gojson is a guest that reads and writes JSON as a handler does.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
)

type order struct {
	ID    int            `json:"id"`
	Name  string         `json:"name"`
	Items []item         `json:"items"`
	Notes map[string]any `json:"notes"`
}

type item struct {
	SKU      string  `json:"sku"`
	Price    float64 `json:"price"`
	Quantity int     `json:"quantity"`
}

// run answers n requests and returns a checksum.
//
//go:wasmexport run
func run(n uint32) uint32 {
	sum := uint32(0)
	for i := range n {
		body, err := handle(request(int(i)))
		if err != nil {
			panic(err)
		}
		sum = crc32.Update(sum, crc32.IEEETable, body)
	}
	return sum
}

func request(n int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"id":%d,"name":"customer %d","items":[`, n, n%17)
	for i := range 12 {
		fmt.Fprintf(&b, `{"sku":"part-%d","price":%d.%02d,"quantity":%d},`, i*n%101, i*7, n%100, i+1)
	}
	b.WriteString(`{"sku":"last","price":1e2,"quantity":1}],"notes":{"gift":true,"text":"a \"quoted\" \u00e9 line","tags":["x","y",null]}}`)
	return b.Bytes()
}

func handle(body []byte) ([]byte, error) {
	var o order
	if err := json.Unmarshal(body, &o); err != nil {
		return nil, err
	}
	total := 0.0
	for _, i := range o.Items {
		total += i.Price * float64(i.Quantity)
	}
	slices.SortFunc(o.Items, func(a, b item) int { return bytes.Compare([]byte(a.SKU), []byte(b.SKU)) })
	return json.Marshal(map[string]any{"order": o, "total": total, "text": fmt.Sprintf("%s: %.2f", o.Name, total)})
}

func main() {}
