//! Standard streams, panics and assertions.

pub mod streams {
    pub async fn handle(email: &str, id: u64) {
        println!("{email}"); //~ never-logged
        eprintln!("who: {}", email); //~ never-logged
        print!("{email}"); //~ never-logged
        eprint!("{email}"); //~ never-logged
        dbg!(email); //~ never-logged
        println!("{id}");
        dbg!(id);
        eprintln!("{}", email.len());
    }
}

pub mod written {
    use std::io::Write;
    pub fn handle(email: &str, id: u64) -> std::io::Result<()> {
        writeln!(std::io::stderr(), "{email}")?; //~ never-logged
        let mut out = std::io::stdout().lock();
        writeln!(out, "{email}")?; //~ never-logged
        out.write_all(email.as_bytes())?; //~ never-logged
        std::io::stderr().write_fmt(format_args!("{email}"))?; //~ never-logged
        writeln!(out, "{id}")?;
        let mut text = Vec::new();
        writeln!(text, "{email}")?;
        out.write_all(&id.to_be_bytes())?;
        Ok(())
    }
}

pub mod buffers {
    use std::fmt::Write;
    pub fn handle(email: &str, id: u64) -> std::fmt::Result {
        let mut text = String::new();
        write!(text, "{id}")?;
        log::info!("{text}");
        write!(&mut text, " {email}")?;
        log::info!("{text}"); //~ never-logged
        let mut other = String::new();
        other.write_str(email)?;
        log::info!("{other}"); //~ never-logged
        Ok(())
    }
}

pub mod dbg_gives_back {
    pub fn handle(email: String) {
        let same = dbg!(email.len());
        log::info!("{same}");
    }
}

pub mod panics {
    pub fn handle(email: &str, id: u64, found: Option<u64>) -> u64 {
        if id == 0 {
            panic!("nobody with {email}"); //~ never-logged
        }
        if id == 1 {
            todo!("{email}"); //~ never-logged
        }
        if id == 2 {
            panic!("{id}");
        }
        if id == 3 {
            found.expect(&format!("nobody with {email}")); //~ never-logged
        }
        found.expect("email has a user")
    }
}

pub mod as_arguments_first {
    pub fn handle(email: &str, id: u64) {
        let line = format_args!("{email}").to_string();
        log::info!("{line}"); //~ never-logged
        let line = format_args!("{id}").to_string();
        log::info!("{line}");
        log::info!("{}", format_args!("<{email}>")); //~ never-logged
    }
}
