//! The threads that read input and signals for the loop.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use crate::reader::runtime::message::{Mailbox, Message};
use crate::reader::runtime::terminal;
use crate::reader::runtime::terminal::background::{Filter, Taken};
use crate::reader::runtime::terminal::input_pause;

/// How long to wait for the background answer; after that, events are not filtered.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How long to hold back keys that may begin the answer.
const HOLD: Duration = Duration::from_millis(50);
/// How long the loop may take to end the program after a signal before the signal thread does.
const PATIENCE: Duration = Duration::from_secs(3);

/// Reads keys, mouse and resize events while the channel is open. `asked`: the background answer may come.
pub(super) fn spawn_input(sender: Mailbox, asked: bool) -> io::Result<()> {
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        if let Err(error) = read_events(&sender, asked) {
            let _ = sender.send(Message::InputFailed(error));
        }
    })?;
    Ok(())
}

fn read_events(sender: &Mailbox, asked: bool) -> io::Result<()> {
    let mut filter = asked.then(Filter::default);
    let started = Instant::now();
    loop {
        input_pause::pass();
        if let Some(held) = &mut filter
            && held.is_holding()
            && !event::poll(HOLD)?
        {
            for event in held.release() {
                if sender.send(Message::Event(event)).is_err() {
                    return Ok(());
                }
            }
            continue;
        }
        let event = event::read()?;
        if filter.as_ref().is_some_and(|f| !f.is_holding()) && started.elapsed() > ANSWER_WITHIN {
            filter = None;
        }
        let events = match &mut filter {
            None => vec![event],
            Some(filter) => match filter.take(event) {
                Taken::Held => continue,
                Taken::Released(events) => events,
                Taken::Answer(background) => {
                    if sender.send(Message::Background(background)).is_err() {
                        return Ok(());
                    }
                    continue;
                }
            },
        };
        for event in events {
            // Unused events.
            if matches!(event, Event::FocusGained | Event::FocusLost) {
                continue;
            }
            if sender.send(Message::Event(event)).is_err() {
                return Ok(());
            }
        }
    }
}

/// Turns signals into messages. If the loop does not react to a request to end (a blocked terminal), this thread ends
/// the program.
pub(super) fn spawn_signals(sender: Mailbox) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            // While the external editor has the terminal, its keys are not ours; but a suspend affects both.
            match signal {
                SIGINT | SIGQUIT | SIGCONT if input_pause::is_away() => continue,
                SIGTSTP if input_pause::is_away() => {
                    let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
                    continue;
                }
                _ => {}
            }
            let message = match signal {
                SIGTSTP => Message::Stop,
                SIGCONT => Message::Continued,
                signal => Message::End(signal),
            };
            let ends = matches!(message, Message::End(_));
            let is_heard = sender.send(message).is_ok();
            if ends && is_heard {
                thread::sleep(PATIENCE);
                force_exit(signal);
            }
        }
    })?;
    Ok(())
}

/// Ends the program from outside the loop; restores the terminal if possible.
fn force_exit(signal: i32) -> ! {
    let restore = thread::spawn(terminal::leave);
    let until = Instant::now() + Duration::from_millis(500);
    while !restore.is_finished() && Instant::now() < until {
        thread::sleep(Duration::from_millis(10));
    }
    std::process::exit(128 + signal)
}
