module hello-go

go 1.26

require github.com/gyro-wasm/gyro/sdk/go v0.1.0-dev.hbc81abc59548
