//! `cargo xtask dev`: Trunk rebuilds and reloads the page on every change, and passes what is not a file on to a server.

use std::{
    process::{Child, Command, ExitCode},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{build, paths::Paths, setup, shell};

/// Trunk.toml sends /api and /ws there.
const SERVER_ADDRESS: &str = "127.0.0.1:8091";

/// Runs a development build of the server, and Trunk, until either ends. Ctrl-C reaches all three of us.
pub fn dev(paths: &Paths) -> Result<ExitCode> {
    let setup = setup::for_web_build(paths)?;
    shell::step("Building the server", || {
        shell::run(build::native_cargo(paths).args(["build", "--package", "octavo-server"]))
    })?;
    let program = paths.target("native").join("debug").join(build::program_name());
    let mut server = Command::new(&program)
        .args(["serve", "--listen", SERVER_ADDRESS, "--data"])
        .arg(paths.products().join("dev-data"))
        .spawn()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    let trunk = build::trunk(paths, &setup)
        .args(["serve", "--dist"])
        .arg(paths.products().join("web-dev"))
        .spawn()
        .context("Trunk cannot be started");
    let outcome = trunk.and_then(|mut trunk| {
        let outcome = wait_for_either(&mut server, &mut trunk);
        end(&mut trunk);
        outcome
    });
    end(&mut server);
    outcome
}

fn wait_for_either(server: &mut Child, trunk: &mut Child) -> Result<ExitCode> {
    loop {
        for (name, child) in [("The server", &mut *server), ("Trunk", &mut *trunk)] {
            if let Some(status) = child.try_wait()? {
                eprintln!("{name} has ended ({status}).");
                return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn end(child: &mut Child) {
    // It may have ended already, which is all that is asked for.
    let _ = child.kill();
    let _ = child.wait();
}
