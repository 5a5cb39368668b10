module hello-go

go 1.26

require github.com/gyro-wasm/gyro/sdk/go v0.1.0-dev.h65cf075be86b
