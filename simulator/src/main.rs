//! The program: serves until it is stopped, or as long as a given command runs.

mod arguments;

use arguments::{Action, Arguments};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitStatus;
use tokio::process::Command;
use tokio::runtime::Runtime;
use webexrec_simulator::Simulator;

/// The exit status if the command can't be started, as in shells.
const NOT_STARTED: i32 = 127;
const WRONG_ARGUMENTS: i32 = 2;
const SIGTERM: i32 = 15;

fn main() {
    let code = match Arguments::parse() {
        Ok(Action::Help) => print(arguments::HELP).map(|()| 0),
        Ok(Action::Run(arguments)) => run(*arguments),
        Err(error) => {
            eprintln!("webexrec-simulator: {error}; see --help");
            Ok(WRONG_ARGUMENTS)
        }
    };
    // `exit` runs no destructors; by now there is nothing left to drop.
    std::process::exit(code.unwrap_or_else(|error| {
        eprintln!("webexrec-simulator: {error}");
        1
    }))
}

fn run(arguments: Arguments) -> io::Result<i32> {
    let simulator = Simulator::start(arguments.settings)?;
    let mut variables = vec![
        ("WEBEXREC_BASE_URL", OsString::from(simulator.base_url())),
        ("WEBEX_ACCESS_TOKEN", simulator.token(arguments.role).into()),
    ];
    variables.extend(simulator.ca_file().map(|file| ("WEBEXREC_CA_FILE", file.into())));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match arguments.command {
        None => serve(&runtime, &variables).map(|()| 0),
        Some((program, arguments)) => {
            let mut command = Command::new(&program);
            command.args(arguments).env_remove("WEBEXREC_CA_FILE").envs(variables);
            command.env("WEBEXREC_SIMULATOR_URL", simulator.origin());
            runtime.block_on(run_command(command)).or_else(|error| {
                eprintln!("webexrec-simulator: {}: {error}", program.display());
                Ok(NOT_STARTED)
            })
        }
    }
}

/// Prints the variables and waits for a signal.
fn serve(runtime: &Runtime, variables: &[(&str, OsString)]) -> io::Result<()> {
    runtime.block_on(async {
        let mut stop = Signals::listen()?;
        for (name, value) in variables {
            print(&format!("{name}={}\n", value.display()))?;
        }
        stop.any().await;
        Ok(())
    })
}

/// Runs the command. Ignores Ctrl-C, which the command gets from the terminal too.
async fn run_command(mut command: Command) -> io::Result<i32> {
    let mut stop = Signals::listen()?;
    let mut child = command.spawn()?;
    tokio::select! {
        status = child.wait() => status.map(exit_code),
        () = stop.terminate() => {
            child.kill().await?;
            Ok(128 + SIGTERM)
        }
    }
}

#[cfg(unix)]
fn exit_code(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().or_else(|| Some(128 + status.signal()?)).unwrap_or(1)
}

#[cfg(not(unix))]
fn exit_code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}

/// The signals that end the program.
struct Signals {
    interrupt: signals::Interrupt,
    terminate: signals::Terminate,
}

#[cfg(unix)]
mod signals {
    pub use tokio::signal::unix::{Signal as Interrupt, Signal as Terminate};
    use tokio::signal::unix::{SignalKind, signal};

    pub fn interrupt() -> std::io::Result<Interrupt> {
        signal(SignalKind::interrupt())
    }

    pub fn terminate() -> std::io::Result<Terminate> {
        signal(SignalKind::terminate())
    }
}

#[cfg(windows)]
mod signals {
    pub use tokio::signal::windows::{
        CtrlC as Interrupt, CtrlClose as Terminate, ctrl_c as interrupt, ctrl_close as terminate,
    };
}

impl Signals {
    /// From here on these signals no longer end the program by default.
    fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: signals::interrupt()?, terminate: signals::terminate()? })
    }

    async fn terminate(&mut self) {
        self.terminate.recv().await;
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Unlike `println`, doesn't panic if standard output is closed.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}
