//! A program whose data folder lies on a small disk of its own, in a mount namespace nobody else sees.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::world::World;

/// A shell in the namespace: it mounts the disk as `$room`, and does line by line what it is told.
const SHELL: &str = r#"
set -u
mount -t tmpfs -o size="$size" tmpfs "$room" || exit 9
cp -a "$data/." "$room/"
while read -r line; do eval "$line"; echo "DONE $?"; done
"#;

/// The cage.
pub struct Cage {
    shell: Child,
    orders: ChildStdin,
    said: BufReader<ChildStdout>,
    /// Where the program serves.
    pub address: SocketAddr,
}

impl Cage {
    /// A disk of that size with what lies in the world's data folder.
    pub fn around(world: &World, size: &str) -> Self {
        let room = world.beside("room");
        std::fs::create_dir(&room).unwrap();
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", SHELL]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MADOGUCHI_")) {
            command.env_remove(name);
        }
        command.env("size", size).env("room", &room).env("data", world.data());
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = piped.spawn().expect("unshare (util-linux) runs");
        let (orders, out) = (shell.stdin.take().unwrap(), shell.stdout.take().unwrap());
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut cage = Self { shell, orders, said: BufReader::new(out), address };
        cage.run("true");
        cage
    }

    /// Does one thing in there; what it printed.
    pub fn run(&mut self, line: &str) -> String {
        writeln!(self.orders, "{line}").unwrap();
        self.listen("DONE ")
    }

    /// Starts the program and waits until it serves.
    pub fn serve(&mut self, world: &World) {
        let line = format!("{} & program=$!", self.program(world));
        writeln!(self.orders, "{line}").unwrap();
        self.listen("Ctrl+C");
    }

    /// Starts the program, which must end at once with code 2; what it said.
    pub fn fails_to_serve(&mut self, world: &World) -> String {
        let line = format!("{} 2>&1; [ $? = 2 ]", self.program(world));
        let said = self.run(&line);
        let (said, code) = said.rsplit_once("DONE ").unwrap();
        assert_eq!(code.trim(), "0", "it ended with another code: {said}");
        said.to_owned()
    }

    /// Asks the program to stop, and waits.
    pub fn stop(&mut self) {
        self.run("kill $program; wait $program");
    }

    /// Puts what lies on the disk back into the world's data folder.
    pub fn bring_back(&mut self, world: &World) {
        std::fs::remove_dir_all(world.data()).unwrap();
        std::fs::create_dir(world.data()).unwrap();
        self.run("cp -a \"$room/.\" \"$data/\"");
    }

    fn program(&self, world: &World) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
        world.equip(&mut command, &["serve", "--listen", &self.address.to_string()]);
        let words = command.get_args().map(|word| {
            let word = word.to_str().unwrap();
            if word == world.data().to_str().unwrap() { "$room".to_owned() } else { word.to_owned() }
        });
        let words: Vec<_> = words.collect();
        format!(
            "cd {}; {} {}",
            crate::world::root().display(),
            env!("CARGO_BIN_EXE_madoguchi"),
            words.join(" ")
        )
    }

    fn listen(&mut self, until: &str) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "the cage is gone: {all}");
            all.push_str(&line);
            if line.contains(until) {
                return all;
            }
        }
    }
}

impl Drop for Cage {
    fn drop(&mut self) {
        // With its first process the namespace goes, and the disk in it; the program hears it first.
        let _ = writeln!(self.orders, "kill $program");
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
