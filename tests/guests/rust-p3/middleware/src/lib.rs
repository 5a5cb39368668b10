//! Stands between a trigger and a service: what the service answers passes with
//! one more header, its body and trailers as the streams that they are.
use spin_sdk::http::{next, IntoResponse, Request, Result};
use spin_sdk::http_service;
use spin_sdk::wasip3::http::types;
use spin_sdk::wasip3::wit_future;

#[http_service]
async fn handle(request: Request) -> Result<impl IntoResponse> {
    let mut answer = next(request).await?;
    let Some(from) = answer.body_mut().take_unstarted() else {
        unreachable!("nobody has read it")
    };
    // Headers of a response that came from elsewhere are immutable.
    let headers = from.get_headers().clone();
    headers
        .append("x-middleware", b"rust")
        .map_err(|e| e.to_string())?;
    let status = from.get_status_code();
    let (_, whether) = wit_future::new(|| Ok(()));
    let (body, trailers) = types::Response::consume_body(from, whether);
    let (to, _) = types::Response::new(headers, Some(body), trailers);
    let _ = to.set_status_code(status);
    Ok(to)
}
