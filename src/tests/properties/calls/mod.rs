//! Calls of the C interface in any order, with all kinds of objects, strings and buffers: each keeps
//! what the header promises, whatever was called before.

mod client_api;
mod guarded;
mod monitor;
mod objects;
mod player;
mod simple_api;
mod values;

use super::input::Input;
use player::Player;

pub(super) fn check(input: &[u8]) {
    let mut player = Player::new(Input::new(input));
    while !player.input.is_empty() {
        play(&mut player);
    }
    player.free_objects();
}

fn play(player: &mut Player) {
    let slot = usize::from(player.input.below(2));
    match player.input.below(14) {
        0 => player.replace_options(slot),
        1 => player.set_text(slot),
        2 => player.set_number(slot),
        3 => player.set_provider(slot),
        4 => player.replace_client(slot),
        5 => player.free_client(slot),
        6 => player.replace_monitor(slot),
        7 => player.set_callbacks(slot),
        8 => player.monitors[slot].cancel(),
        9 => player.change(slot),
        10 => player.list(slot),
        11 => player.change_simply(),
        12 => player.list_simply(),
        _ => player.query_library(),
    }
}
