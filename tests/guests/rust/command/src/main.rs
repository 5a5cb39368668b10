//! A command with Rust's standard library; see ../../README.md.

use std::io::{self, Read, Write};
use std::{env, fs, process, thread, time};

fn main() {
    let args: Vec<String> = env::args().collect();
    let arg = |i: usize| args.get(i).map(String::as_str).unwrap_or_default();
    if let Err(e) = run(arg(1), arg(2), arg(3), &args) {
        eprintln!("{e}");
        process::exit(1);
    }
}

fn run(what: &str, a: &str, b: &str, args: &[String]) -> io::Result<()> {
    match what {
        "" | "hello" => println!("hello from Rust"),
        "args" => args[2..].iter().for_each(|a| println!("{a}")),
        "env" => env::vars().for_each(|(k, v)| println!("{k}={v}")),
        "cat" => io::stdout().write_all(&fs::read(a)?)?,
        "write" => fs::write(a, b)?,
        "ls" => {
            for entry in fs::read_dir(a)? {
                let entry = entry?;
                let slash = if entry.file_type()?.is_dir() { "/" } else { "" };
                println!("{}{slash}", entry.file_name().to_string_lossy());
            }
        }
        "mkdir" => fs::create_dir(a)?,
        "rm" => fs::remove_file(a)?,
        "rmdir" => fs::remove_dir(a)?,
        "mv" => fs::rename(a, b)?,
        "stdin" => {
            let mut v = Vec::new();
            io::stdin().read_to_end(&mut v)?;
            io::stdout().write_all(&v)?;
        }
        "stderr" => eprintln!("to stderr"),
        "clock" => clock(),
        "heap" => heap(a.parse().unwrap_or(1)),
        "exit" => process::exit(a.parse().unwrap_or(0)),
        "trap" => panic!("asked to"),
        _ => return Err(io::Error::other("unknown command")),
    }
    Ok(())
}

fn clock() {
    let wall = time::SystemTime::now().duration_since(time::UNIX_EPOCH).unwrap();
    let from = time::Instant::now();
    thread::sleep(time::Duration::from_millis(1));
    println!("seconds: {}\nslept: {}", wall.as_secs(), from.elapsed().as_nanos());
}

/// Fills N MiB and checks every byte.
fn heap(mib: usize) {
    let blocks: Vec<Vec<u8>> = (0..mib).map(|i| vec![i as u8; 1 << 20]).collect();
    assert!(blocks.iter().enumerate().all(|(i, b)| b.iter().all(|&x| x == i as u8)));
    println!("ok {mib}");
}
