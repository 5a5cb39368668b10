module guest

go 1.26

require github.com/gyro-wasm/gyro/sdk/go v0.0.0

replace github.com/gyro-wasm/gyro/sdk/go => ../../../sdk/go
