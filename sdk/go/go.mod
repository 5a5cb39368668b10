module github.com/gyro-wasm/gyro/sdk/go

go 1.26
