//! The `candor` program: everything is in [`candor::cli`].

fn main() -> std::process::ExitCode {
    candor::cli::main()
}
