//! Starts external programs: browser, clipboard, editor, and the shell on suspend.

pub(super) mod hooks;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::reader::runtime::message::{Mailbox, Message};

/// Opens a web or mail link in the browser without waiting. Refuses other links: articles are not trusted.
pub(super) fn open_link(link: &str, sender: &Mailbox) -> Result<(), String> {
    let scheme = link.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https" | "mailto") || link.chars().any(|c| c.is_control() || c == ' ') {
        return Err("cannot open this link: only http, https and mailto are allowed".to_owned());
    }
    let (program, mut command) = opener(link.as_ref());
    let mut child = command.spawn().map_err(|error| format!("cannot start {program} to open the link: {error}"))?;
    let sender = sender.clone();
    let wait = thread::Builder::new().name("browser".to_owned()).spawn(move || {
        let failed = child.wait().is_ok_and(|status| !status.success());
        if failed {
            let text = format!("{program} could not open the link");
            let _ = sender.send(Message::error(text));
        }
    });
    wait.map(drop).map_err(|error| error.to_string())
}

/// Returns the name of the desktop's program for opening a link or a file, and its command.
pub(super) fn opener(target: &OsStr) -> (&'static str, Command) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = Command::new(program);
    command.arg(target).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // A process group of its own does not receive keys meant for the reader.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    (program, command)
}

/// Clipboard programs, each with the environment variable of its desktop.
const CLIPBOARDS: [(&str, &str, &[&str]); 3] = [
    ("WAYLAND_DISPLAY", "wl-copy", &[]),
    ("DISPLAY", "xclip", &["-selection", "clipboard"]),
    ("DISPLAY", "xsel", &["--input", "--clipboard"]),
];

/// Copies text to the desktop clipboard, because not every terminal supports OSC 52. Does not wait; reports if no
/// program is installed. Returns whether there is a desktop.
pub(super) fn copy(text: String, sender: &Mailbox) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let programs: Vec<(&str, &[&str])> = if cfg!(target_os = "macos") {
        vec![("pbcopy", &[])]
    } else {
        CLIPBOARDS.iter().filter(|(variable, ..)| set(variable)).map(|(_, program, args)| (*program, *args)).collect()
    };
    if programs.is_empty() {
        return false;
    }
    let sender = sender.clone();
    let work = move || {
        for (program, args) in &programs {
            let mut command = Command::new(program);
            command.args(*args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
            #[cfg(unix)]
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
            let Ok(mut child) = command.spawn() else { continue };
            let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(text.as_bytes()).is_ok());
            if child.wait().is_ok_and(|status| status.success()) && written {
                return;
            }
        }
        let names = programs.iter().map(|(program, _)| *program).collect::<Vec<_>>().join(", ");
        let text = format!("copied through the terminal only (OSC 52); for the desktop clipboard install {names}");
        let _ = sender.send(Message::note(text));
    };
    // OSC 52 has already been sent.
    thread::Builder::new().name("clipboard".to_owned()).spawn(work).is_ok()
}

/// Opens a text in the external editor and waits; returns the edited text. The terminal must be released first.
pub(super) fn edit(text: &str) -> Result<String, String> {
    let named = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    let folder = private_folder().map_err(|error| format!("cannot create a file for the editor: {error}"))?;
    let result = edit_in(&folder, &editor, text);
    // Also removes files that the editor left there.
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn edit_in(folder: &Path, editor: &str, text: &str) -> Result<String, String> {
    let path = folder.join("note.md");
    std::fs::write(&path, text).map_err(|error| format!("cannot create a file for the editor: {error}"))?;
    // Run through a shell, so that `code --wait` works as an editor.
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(&path);
    // Standard input may be a pipe with the article, so the editor reads from the terminal.
    if let Ok(terminal) = std::fs::File::open("/dev/tty") {
        command.stdin(terminal);
    }
    let status = command.status().map_err(|error| format!("cannot start {editor}: {error}"))?;
    if !status.success() {
        return Err(format!("{editor} failed ({status}): the note is unchanged"));
    }
    let bytes = std::fs::read(&path).map_err(|error| format!("cannot read the file that {editor} wrote: {error}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Makes a new folder that other users cannot read.
pub(super) fn private_folder() -> std::io::Result<PathBuf> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let mut error = std::io::ErrorKind::AlreadyExists.into();
    for n in 0..100 {
        let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |t| t.as_nanos());
        let folder = std::env::temp_dir().join(format!("pullquote-{}-{time:x}-{n}", std::process::id()));
        // An existing folder may belong to another user.
        match builder.create(&folder) {
            Ok(()) => return Ok(folder),
            Err(failed) if failed.kind() == std::io::ErrorKind::AlreadyExists => error = failed,
            Err(failed) => return Err(failed),
        }
    }
    Err(error)
}

/// Suspends the process as `Ctrl-z` does, and returns when it is continued. Fails if there is no shell to continue it.
pub(super) fn stop() -> Result<(), String> {
    if !has_shell() {
        return Err("not suspended: no shell to resume from".to_owned());
    }
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP).map_err(|error| error.to_string())
}

/// Returns whether the parent is a shell with job control: in the same session but another process group.
///
/// In a container the parent or the leader of the session or group may be outside, where its id is 0 here. That is no
/// shell of ours. `nix` accepts the 0, while `rustix` asserts against it.
fn has_shell() -> bool {
    use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
    let parent = getppid();
    // 0 would mean this process.
    if parent.as_raw() <= 0 {
        return false;
    }
    let outside = Pid::from_raw(0);
    let session = getsid(Some(parent)).unwrap_or(outside);
    let group = getpgid(Some(parent)).unwrap_or(outside);
    session != outside && getsid(None) == Ok(session) && group != outside && group != getpgrp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::runtime::message::DocumentId;

    #[test]
    fn what_the_editor_writes_comes_back_and_nothing_stays_behind() {
        let folder = private_folder().unwrap();
        let write = |editor: &str| edit_in(&folder, editor, "mine");
        assert_eq!(write("true").as_deref(), Ok("mine"));
        assert_eq!(write("printf ' more' >>").as_deref(), Ok("mine more"));
        assert!(write("false").unwrap_err().contains("failed"));
        assert!(write("no-such-editor-at-all 2>/dev/null").is_err());
        assert!(write("rm").unwrap_err().contains("cannot read"));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_ne!(private_folder().map(|f| std::fs::remove_dir(&f).map(|()| f)).unwrap().unwrap(), folder);
    }

    #[test]
    fn only_links_for_browsers_and_mail_are_opened() {
        let (sender, _inbox) = std::sync::mpsc::channel();
        let sender = Mailbox { sender, document: DocumentId::NONE };
        for link in
            ["file:///etc/passwd", "javascript:alert(1)", "-rf", "", "x", "https://a b", "https://a\u{1b}", "ssh://a"]
        {
            assert!(open_link(link, &sender).is_err(), "{link}");
        }
    }
}
