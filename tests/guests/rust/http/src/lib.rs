//! An HTTP guest with spin-sdk 5.2 (WASI 0.2); see ../../README.md.

use std::{env, fs, time};

use anyhow::Result;
use futures::{SinkExt, StreamExt};
use spin_sdk::http::{Fields, IncomingRequest, IncomingResponse, Method, OutgoingRequest, OutgoingResponse, ResponseOutparam, Scheme};
use spin_sdk::http_component;

#[http_component]
async fn serve(req: IncomingRequest, out: ResponseOutparam) {
    let path = req.path_with_query().unwrap_or_default();
    let headers = req.headers().entries();
    let text = match path.split('/').nth(1).unwrap_or_default() {
        "headers" => show(&headers),
        "echo" => return echo(req, out).await,
        "large" => return large(&path, out).await,
        "fetch" => return fetch(&headers, out).await,
        "env" => env::vars().map(|(k, v)| format!("{k}={v}\n")).collect(),
        "files" => fs::read_to_string(&path["/files".len()..]).unwrap_or_else(|e| format!("{e}\n")),
        "clock" => clock(),
        "print" => print(),
        "leave" => leave(&path),
        "trap" => panic!("asked to"),
        "exit" => std::process::exit(1),
        _ => format!("hello from Rust {path}\n"),
    };
    let response = OutgoingResponse::new(fields(&headers));
    let mut body = response.take_body();
    out.set(response);
    let _ = body.send(text.into_bytes()).await;
}

/// The response's headers, with those of the request that begin with x-echo-.
fn fields(request: &[(String, Vec<u8>)]) -> Fields {
    let f = Fields::new();
    let own = [("content-type", "text/plain"), ("x-guest", "rust")];
    for (k, v) in own {
        f.append(&k.to_string(), &v.as_bytes().to_vec()).unwrap();
    }
    for (k, v) in request.iter().filter(|(k, _)| k.to_lowercase().starts_with("x-echo-")) {
        f.append(k, v).unwrap();
    }
    f
}

static LEFT: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

thread_local! {
    static LEFT_HERE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// Puts a text wherever Rust lets it, and says first what it finds there. What is written to the heap is
/// freed, and found again where memory comes uninitialised.
fn leave(path: &str) -> String {
    const TRACE: u64 = 0x6c65_6674_2d62_6568;
    const SIZE: usize = 1 << 17;
    let layout = std::alloc::Layout::array::<u64>(SIZE).unwrap();
    // SAFETY: the block is as long as said, and the allocator initialises nothing: reading it volatile is what
    // the memory holds.
    let heap = unsafe {
        let p = std::alloc::alloc(layout).cast::<u64>();
        let found = (0..SIZE).filter(|&i| p.add(i).read_volatile() == TRACE).count();
        (0..SIZE).for_each(|i| p.add(i).write_volatile(TRACE));
        std::alloc::dealloc(p.cast(), layout);
        found
    };
    let file = fs::File::open("/greeting").map(std::mem::ManuallyDrop::new); // stays open
    let seen = format!(
        "static: {:?}\nlocal: {:?}\nheap: {heap}\nenvironment: {:?}\ndirectory: {:?}\nfile: {:?}\n",
        LEFT.lock().unwrap(),
        LEFT_HERE.with_borrow(String::clone),
        env::var("LEFT"),
        env::current_dir(),
        file
    );
    LEFT.lock().unwrap().push(path.to_string());
    LEFT_HERE.set(path.to_string());
    env::set_var("LEFT", path);
    let _ = env::set_current_dir("/directory");
    Box::leak(vec![path.to_string(); 10_000].into_boxed_slice());
    seen
}

fn show(headers: &[(String, Vec<u8>)]) -> String {
    headers.iter().map(|(k, v)| format!("{k}: {}\n", String::from_utf8_lossy(v))).collect()
}

async fn echo(req: IncomingRequest, out: ResponseOutparam) {
    let response = OutgoingResponse::new(fields(&req.headers().entries()));
    let mut to = response.take_body();
    out.set(response);
    let mut from = req.into_body_stream();
    while let Some(Ok(chunk)) = from.next().await {
        if to.send(chunk).await.is_err() {
            return;
        }
    }
}

/// Answers N bytes, each the low byte of its position.
async fn large(path: &str, out: ResponseOutparam) {
    let mut n: usize = path["/large/".len()..].parse().unwrap_or(0);
    let block: Vec<u8> = (0..65536).map(|i| i as u8).collect();
    let response = OutgoingResponse::new(fields(&[]));
    let mut to = response.take_body();
    out.set(response);
    while n > 0 {
        let k = n.min(block.len());
        if to.send(block[..k].to_vec()).await.is_err() {
            return;
        }
        n -= k;
    }
}

/// Streams what the URL in the x-url header answers.
async fn fetch(headers: &[(String, Vec<u8>)], out: ResponseOutparam) {
    match open(headers).await {
        Err(e) => {
            let response = OutgoingResponse::new(fields(&[]));
            response.set_status_code(502).unwrap();
            let mut to = response.take_body();
            out.set(response);
            let _ = to.send(format!("{e}\n").into_bytes()).await;
        }
        Ok(answer) => {
            let response = OutgoingResponse::new(fields(&[]));
            response.set_status_code(answer.status()).unwrap();
            let mut to = response.take_body();
            out.set(response);
            let mut from = answer.take_body_stream();
            while let Some(Ok(chunk)) = from.next().await {
                if to.send(chunk).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn open(headers: &[(String, Vec<u8>)]) -> Result<IncomingResponse> {
    let url = headers.iter().find(|(k, _)| k == "x-url").map(|(_, v)| String::from_utf8_lossy(v)).unwrap_or_default();
    let rest = url.strip_prefix("http://").unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let req = OutgoingRequest::new(Fields::new());
    req.set_method(&Method::Get).unwrap();
    req.set_scheme(Some(&Scheme::Http)).unwrap();
    req.set_authority(Some(authority)).ok();
    req.set_path_with_query(Some(if path.is_empty() { "/" } else { path })).ok();
    Ok(spin_sdk::http::send(req).await?)
}

fn clock() -> String {
    let wall = time::SystemTime::now().duration_since(time::UNIX_EPOCH).unwrap();
    let from = time::Instant::now();
    std::thread::sleep(time::Duration::from_millis(1));
    format!("seconds: {}\nslept: {}\n", wall.as_secs(), from.elapsed().as_nanos())
}

fn print() -> String {
    println!("out one\nout two");
    eprintln!("err one");
    "printed\n".into()
}
