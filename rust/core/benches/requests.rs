//! Requests through core beside the same requests by a bare client over the same HTTP library. `cargo xtask bench` runs this
//! against an emulator in a separate process, which the variables name, and reads one line of JSON for each scene:
//!
//!     requests SCENE ROUNDS

#[path = "requests/bare.rs"]
mod bare;
#[path = "requests/scenes.rs"]
mod scenes;

use serde_json::Value;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let [scene, rounds] = args.as_slice() else {
        println!("usage: requests first-token|hundred|vm|fleet ROUNDS");
        return;
    };
    let rounds = rounds.parse().expect("ROUNDS is a number");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let told: Value = runtime.block_on(async {
        match scene.as_str() {
            "first-token" => scenes::first_token(rounds).await,
            "hundred" => scenes::hundred(rounds).await,
            "vm" => scenes::vm(rounds).await,
            "fleet" => scenes::fleet(rounds).await,
            other => panic!("no scene: {other}"),
        }
    });
    println!("{told}");
}
