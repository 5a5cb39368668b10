module hello-go

go 1.26

require github.com/gyro-wasm/gyro/sdk/go v0.1.0-dev.h00e7d0a09f12
