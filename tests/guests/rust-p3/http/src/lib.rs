//! Routes on WASI 0.3, see ../../README.md: with Spin's SDK where it can say it,
//! else with the bindings below it.
use std::time::Duration;

use bytes::Bytes;
use futures::{stream, SinkExt};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use spin_sdk::http::{
    body, box_body, send, BoxBody, EmptyBody, Error, FullBody, HeaderMap, HeaderValue, IntoResponse, Method,
    Request, Response, Result,
};
use spin_sdk::wasip3::http::types::{self, ErrorCode};
use spin_sdk::wasip3::{spawn, wit_future};
use spin_sdk::{http_service, time};

#[http_service]
async fn handle(request: Request) -> Result<impl IntoResponse> {
    let uri = request.uri().clone();
    let query = uri.query().unwrap_or_default();
    let (name, rest) = uri.path()[1..].split_once('/').unwrap_or((&uri.path()[1..], ""));
    let headers = request.headers().clone();
    let answer = match name {
        "echo" => box_body(request.into_body()),
        "trailers" => {
            let mut more = HeaderMap::new();
            more.insert("x-trailer", HeaderValue::from_static("rust"));
            box_body(request.into_body().with_trailers(async { Some(Ok(more)) }))
        }
        "headers" => text(show(&headers)),
        "method" => text(format!("{}\n", request.method())),
        "wait" => {
            time::sleep(Duration::from_millis(millis(query))).await;
            text("waited\n")
        }
        "drip" => drip(millis(query), || ()),
        "large" => large(rest.parse().map_err(|_| "how many?")?),
        "late-fail" => late_fail(),
        "late-panic" => drip(millis(query), || panic!("asked to")),
        "fail" => return Err(ErrorCode::ConfigurationError.into()),
        "panic" => panic!("asked to"),
        "pass" => return pass(request),
        "forward" => return send(outgoing(request)?).await?.into_response().map_err(Error::from),
        "proxy" => match send(outgoing(request)?).await {
            Ok(got) => {
                let (parts, body) = got.into_parts();
                let mut response = respond(&headers, box_body(body));
                *response.status_mut() = parts.status;
                return Ok(response.into_response()?);
            }
            Err(code) => {
                let mut response = respond(&headers, text(format!("{code:?}\n")));
                *response.status_mut() = 502.try_into().unwrap();
                return Ok(response.into_response()?);
            }
        },
        _ => text(format!("hello from Rust {}\n", uri.path())),
    };
    Ok(respond(&headers, answer).into_response()?)
}

/// The response's headers: whose guest this is, and those of the request that
/// begin with x-echo-.
fn respond(request: &HeaderMap, body: BoxBody) -> Response<BoxBody> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("text/plain"));
    headers.insert("x-guest", HeaderValue::from_static("rust"));
    for (name, value) in request.iter().filter(|(name, _)| name.as_str().starts_with("x-echo-")) {
        headers.append(name, value.clone());
    }
    response
}

/// Hands the request's streams back as they are, so that no byte of them comes
/// here. The SDK has no word for that: it copies the bodies of requests.
fn pass(mut request: Request) -> Result<types::Response> {
    let Some(from) = request.body_mut().take_unstarted() else {
        unreachable!("nobody has read it")
    };
    let (_, whether) = wit_future::new(|| Ok(()));
    let (body, trailers) = types::Request::consume_body(from, whether);
    let headers = types::Fields::from_list(&[("x-guest".into(), b"rust".into())]).map_err(|e| e.to_string())?;
    Ok(types::Response::new(headers, Some(body), trailers).0)
}

/// The request to the URL in the header x-url, with this one's method and body.
fn outgoing(request: Request) -> Result<Request<BoxBody>> {
    let (parts, body) = request.into_parts();
    let url = parts.headers.get("x-url").ok_or("no header x-url")?;
    let body = match parts.method {
        Method::GET | Method::HEAD => box_body(EmptyBody::new()),
        _ => box_body(body),
    };
    Ok(Request::builder().method(parts.method).uri(url.as_bytes()).body(body)?)
}

/// Three parts, each after a pause, and then what end does.
fn drip(ms: u64, end: fn()) -> BoxBody {
    let (mut parts, body) = body::stream::<String>();
    spawn(async move {
        for i in 0..3 {
            time::sleep(Duration::from_millis(ms)).await;
            if parts.send(format!("part {i}\n")).await.is_err() {
                return;
            }
        }
        time::sleep(Duration::from_millis(ms)).await;
        end();
    });
    box_body(body)
}

/// n bytes, each the low byte of its position.
fn large(n: usize) -> BoxBody {
    let chunk = Bytes::from_iter((0..=255).cycle().take(16 << 10));
    let parts = (0..n).step_by(chunk.len()).map(move |at| chunk.slice(..chunk.len().min(n - at)));
    box_body(StreamBody::new(stream::iter(parts.map(|part| Ok::<_, ErrorCode>(Frame::data(part))))))
}

/// A body that begins well.
fn late_fail() -> BoxBody {
    let parts = [Ok(Frame::data(Bytes::from("before\n"))), Err(ErrorCode::HttpResponseIncomplete)];
    box_body(StreamBody::new(stream::iter(parts)))
}

fn text(s: impl Into<Bytes>) -> BoxBody {
    box_body(FullBody::new(s.into()))
}

fn show(headers: &HeaderMap) -> String {
    headers.iter().map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))).collect()
}

/// N of ms=N.
fn millis(query: &str) -> u64 {
    query.split('&').find_map(|q| q.strip_prefix("ms=")).and_then(|n| n.parse().ok()).unwrap_or_default()
}
