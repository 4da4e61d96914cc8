//! `cargo candor …`: the same program, called by cargo, which puts `candor` in front of the arguments.

fn main() -> std::process::ExitCode {
    candor::cli::main()
}
