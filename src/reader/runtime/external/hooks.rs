//! Runs the reader's own commands in the background, each with a time limit.

use std::collections::HashMap;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::reader::Action;
use crate::reader::event::effect::HookRun;
use crate::reader::runtime::message::{Mailbox, Message};

/// The most bytes of output to keep.
const MOST: u64 = 64 << 10;
/// How often a running command is looked at.
const STEP: Duration = Duration::from_millis(20);
/// How long to wait for the output after the end: another process may keep it open.
const LAST: Duration = Duration::from_millis(500);

/// A running command.
#[derive(Debug, Default)]
struct Running {
    /// Whether the reader stopped it.
    stopped: AtomicBool,
    /// Its process; 0 before the start and after the end.
    process: AtomicU32,
}

/// The running commands. They end with the reader.
#[derive(Debug, Default)]
pub(in crate::reader::runtime) struct Hooks(HashMap<usize, Arc<Running>>);

impl Hooks {
    /// Starts a command. It answers with `HookEnded`.
    pub(in crate::reader::runtime) fn start(&mut self, run: HookRun, mailbox: Mailbox) {
        let running = Arc::new(Running::default());
        self.0.insert(run.index, Arc::clone(&running));
        let (again, failed) = (run.clone(), mailbox.clone());
        let work = move || {
            let result = work(&run, &running);
            let _ = mailbox.send(Message::Act(Action::HookEnded(Box::new(run), result)));
        };
        if let Err(error) = thread::Builder::new().name("command".to_owned()).spawn(work) {
            let result = Err(format!("cannot start {}: {error}", again.name));
            let _ = failed.send(Message::Act(Action::HookEnded(Box::new(again), result)));
        }
    }

    /// Stops a command.
    pub(in crate::reader::runtime) fn stop(&mut self, index: usize) {
        if let Some(running) = self.0.get(&index) {
            running.stopped.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Hooks {
    fn drop(&mut self) {
        for running in self.0.values() {
            running.stopped.store(true, Ordering::Relaxed);
            kill(running.process.load(Ordering::Relaxed));
        }
    }
}

/// Ends a process and all that it started.
fn kill(process: u32) {
    #[cfg(unix)]
    if let Ok(group) = i32::try_from(process)
        && group > 0
    {
        let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(group), nix::sys::signal::Signal::SIGKILL);
    }
    #[cfg(not(unix))]
    let _ = process;
}

fn work(run: &HookRun, running: &Running) -> Result<String, String> {
    let name = &run.name;
    let Some((program, arguments)) = run.arguments.split_first() else {
        return Err(format!("{name} names no program"));
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A process group of its own does not receive keys meant for the reader, and ends as a whole.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            format!("{name}: {program} is not installed; install it, or change run of {name} in your settings")
        }
        _ => format!("{name}: cannot start {program}: {error}"),
    })?;
    running.process.store(child.id(), Ordering::Relaxed);
    let (out, errors) = (gather(child.stdout.take()), gather(child.stderr.take()));
    let deadline = Instant::now() + Duration::from_secs(run.seconds.into());
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if running.stopped.load(Ordering::Relaxed) => {
                end(&mut child);
                running.process.store(0, Ordering::Relaxed);
                return Err(format!("{name} was stopped"));
            }
            Ok(None) if Instant::now() >= deadline => {
                end(&mut child);
                running.process.store(0, Ordering::Relaxed);
                let seconds = run.seconds;
                return Err(format!("{name} was stopped after {seconds} s: raise seconds of {name} in your settings"));
            }
            Ok(None) => thread::sleep(STEP),
            Err(error) => return Err(format!("{name}: {error}")),
        }
    };
    running.process.store(0, Ordering::Relaxed);
    let text = out.recv_timeout(LAST).unwrap_or_default();
    if status.success() {
        return Ok(text);
    }
    let errors = errors.recv_timeout(LAST).unwrap_or_default();
    let why = errors.lines().chain(text.lines()).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    Err(format!("{name} failed ({status}){why}"))
}

fn end(child: &mut Child) {
    kill(child.id());
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads an output to its end, and sends its start as plain text.
fn gather(output: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = channel();
    // Without a thread there is no output.
    let _ = thread::Builder::new().name("output".to_owned()).spawn(move || {
        let Some(mut output) = output else { return };
        let mut bytes = Vec::new();
        let _ = output.by_ref().take(MOST).read_to_end(&mut bytes);
        let mut text = plain(&String::from_utf8_lossy(&bytes));
        // The program must not wait for a reader.
        if std::io::copy(&mut output, &mut std::io::sink()).unwrap_or(0) > 0 {
            text.push_str("\n… (the rest is not shown)");
        }
        let _ = sender.send(text);
    });
    receiver
}

/// Removes the escape sequences of a terminal (`ESC [ … m`), overstrikes, and other control characters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => {
                if chars.next_if_eq(&'[').is_some() {
                    while chars.next_if(|c| matches!(c, '0'..='?' | ' '..='/')).is_some() {}
                }
                chars.next();
            }
            '\u{8}' => drop(out.pop()),
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::text::{ArticleId, Span};

    fn run(line: &[&str], seconds: u32) -> Result<String, String> {
        work(&order(line, seconds), &Running::default())
    }

    fn order(line: &[&str], seconds: u32) -> HookRun {
        HookRun {
            index: 0,
            name: "test".to_owned(),
            arguments: line.iter().map(|word| (*word).to_owned()).collect(),
            seconds,
            article: ArticleId::default(),
            words: Span::default(),
        }
    }

    #[test]
    fn output_and_failures_are_told() {
        assert_eq!(run(&["printf", "%s", "a; $(b)\n\u{1b}[1mc\u{1b}[0m"], 9).unwrap(), "a; $(b)\nc");
        let failed = run(&["sh", "-c", "echo no such word >&2; exit 3"], 9).unwrap_err();
        assert!(failed.contains("no such word") && failed.contains('3'), "{failed}");
        let missing = run(&["pullquote-no-such-program"], 9).unwrap_err();
        assert!(missing.contains("not installed") && missing.contains("settings"), "{missing}");
        let large = run(&["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"], 60).unwrap();
        assert!(large.ends_with("(the rest is not shown)") && large.len() < 70_000);
    }

    #[test]
    fn a_shell_never_runs_the_words() {
        use crate::reader::command::hooks::{Hook, HookOutput};
        let hostile = "a \"b\" 'c' `printf %s-%s N O` $(printf %s-%s N O); printf %s-%s N O\n-x";
        for line in
            ["printf %s {words}", "printf %s \"{words}\"", "printf %s '{words}'", "x={words}; printf %s \"$x\" {words}"]
        {
            let run = vec![line.to_owned()];
            let hook =
                Hook { name: "h".to_owned(), keys: Vec::new(), run, shell: true, output: HookOutput::Show, seconds: 9 };
            let arguments = hook.filled(|_| Some(hostile.to_owned())).unwrap();
            let said = work(&HookRun { arguments, ..order(&[], 9) }, &Running::default()).unwrap();
            assert!(!said.contains("N-O"), "{line}: {said}");
        }
    }

    #[test]
    fn a_command_ends_at_its_limit_or_when_it_is_stopped() {
        let late = run(&["sleep", "100"], 1).unwrap_err();
        assert!(late.contains("after 1 s"), "{late}");
        let running = Running::default();
        running.stopped.store(true, Ordering::Relaxed);
        assert_eq!(work(&order(&["sleep", "100"], 100), &running), Err("test was stopped".to_owned()));
    }
}
