//! The least that Spin's SDK asks for: the template of `spin new`, so to speak.
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

#[http_service]
async fn handle(_request: Request) -> impl IntoResponse {
    "hello from Rust\n"
}
