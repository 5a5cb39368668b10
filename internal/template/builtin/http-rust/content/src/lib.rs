use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Answers every request.
#[http_service]
async fn handle(_request: Request) -> impl IntoResponse {
    "hello from Rust\n"
}
