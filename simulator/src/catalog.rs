//! The simulated sites, hosts and recordings.

use crate::recording::{Recording, Status};
use crate::settings::Settings;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// The site of a request that names none.
pub(crate) const PREFERRED_SITE: &str = SITES[0];
pub(crate) const SITES: [&str; 3] =
    ["example.webex.com", "training.example.webex.com", "emea.example.webex.com"];

const HOSTS: [(&str, &str); 8] = [
    ("alice@example.com", "Alice Archer"),
    ("bob@example.com", "Bob Baker"),
    ("carol@example.com", "Carol Ferrándiz"),
    ("dave+events@example.com", "Dave Events"),
    ("erin@example.com", "Erin O'Neill"),
    ("frank@example.com", "Frank Müller"),
    ("admin@example.com", "Ada Admin"),
    ("officer@example.com", "Olaf Officer"),
];
const ALICE: usize = 0;
const BOB: usize = 1;

const TOPICS: [&str; 10] = [
    "Weekly planning",
    "Quarterly all-hands",
    "Design review \"Atlas\"",
    "Customer call: renewal",
    "Onboarding, part 2 of 4",
    "Réunion d'équipe – café",
    "週次ミーティング",
    "Incident follow-up",
    "Board & auditors",
    "Training: first aid",
];

/// All recordings, newest first.
pub(crate) struct Catalog {
    pub(crate) recordings: Vec<Recording>,
    positions: HashMap<String, usize>,
}

impl Catalog {
    pub(crate) fn generate(settings: &Settings, rng: &mut Rng) -> Self {
        let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default();
        let days = settings.spread_days;
        let mut recordings = Vec::with_capacity(settings.recordings + settings.other_recordings);
        for index in 0..settings.recordings {
            let time = now - age(days, index, settings.recordings, rng);
            recordings.push(recording(ALICE, PREFERRED_SITE, time, rng));
        }
        for index in 0..settings.other_recordings {
            let time = now - age(days, index, settings.other_recordings, rng);
            recordings.push(other_recording(index, time, rng));
        }
        recordings.sort_by(|a, b| b.create_time.cmp(&a.create_time).then_with(|| a.id.cmp(&b.id)));
        let positions = recordings
            .iter()
            .enumerate()
            .map(|(at, recording)| (recording.id.clone(), at))
            .collect();
        Self { recordings, positions }
    }

    /// Restores the initial state: only the status of a recording ever changes.
    pub(crate) fn reset(&mut self) {
        for recording in &mut self.recordings {
            recording.status = Status::Available;
            recording.history.clear();
        }
    }

    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.positions.get(id).copied()
    }
}

/// The canonical spelling of a site's name.
pub(crate) fn site(name: &str) -> Option<&'static str> {
    SITES.into_iter().find(|site| site.eq_ignore_ascii_case(name))
}

/// The canonical spelling of a host's address.
pub(crate) fn host(email: &str) -> Option<&'static str> {
    HOSTS.iter().map(|(host, _)| *host).find(|host| host.eq_ignore_ascii_case(email))
}

/// A random age in the `index`-th of `count` equal parts of the days; at least a minute.
fn age(days: u32, index: usize, count: usize, rng: &mut Rng) -> SignedDuration {
    let part = (index as f64 + rng.f64()) / count as f64;
    SignedDuration::from_secs(60 + (f64::from(days) * 86_400.0 * part) as i64)
}

/// Of eight in turn: two of alice's on the other sites, one of bob's that is shared with alice, five
/// of the other hosts.
fn other_recording(index: usize, time: Timestamp, rng: &mut Rng) -> Recording {
    match index % 8 {
        part @ (0 | 1) => recording(ALICE, SITES[1 + part], time, rng),
        2 => {
            let mut recording = recording(BOB, PREFERRED_SITE, time, rng);
            recording.shared_with.push(HOSTS[ALICE].0.into());
            recording
        }
        _ => recording(1 + index % (HOSTS.len() - 1), SITES[index % SITES.len()], time, rng),
    }
}

fn recording(host: usize, site: &str, create_time: Timestamp, rng: &mut Rng) -> Recording {
    let (host_email, host_display_name) = HOSTS[host];
    let topic = rng.usize(..TOPICS.len());
    let duration_seconds = rng.u32(180..7200);
    // The service makes the recording some minutes after the meeting.
    let time_recorded =
        create_time - SignedDuration::from_secs(i64::from(duration_seconds) + rng.i64(60..600));
    let series = format!("{:032x}", series_of(host, topic));
    let scheduled = time_recorded.strftime("%Y%m%dT%H%M00Z");
    let folder = site.split('.').next().unwrap_or_default();
    let mut hex = || format!("{:032x}", rng.u128(..));
    Recording {
        id: hex(),
        download_url: format!("https://{site}/{folder}/lsr.php?RCID={}", hex()),
        playback_url: format!("https://{site}/{folder}/ldr.php?RCID={}", hex()),
        integration_tags: (0..topic % 3).map(|_| hex()).collect(),
        meeting_id: format!(
            "{series}_I_{}",
            rng.u64(100_000_000_000_000_000..1_000_000_000_000_000_000)
        ),
        scheduled_meeting_id: format!("{series}_{scheduled}"),
        meeting_series_id: series,
        topic: TOPICS[topic].into(),
        create_time,
        time_recorded,
        host_display_name: host_display_name.into(),
        host_email: host_email.into(),
        site_url: site.into(),
        password: (0..8).map(|_| rng.alphanumeric()).collect(),
        format: if rng.u8(..10) == 0 { "ARF" } else { "MP4" }.into(),
        service_type: ["MeetingCenter", "MeetingCenter", "EventCenter", "TrainingCenter"]
            [topic % 4]
            .into(),
        duration_seconds,
        size_bytes: u64::from(duration_seconds) * rng.u64(20_000..90_000),
        shared_with: Vec::new(),
        status: Status::Available,
        history: Vec::new(),
    }
}

/// All meetings of a host on one topic belong to one series.
fn series_of(host: usize, topic: usize) -> u128 {
    Rng::with_seed((host * TOPICS.len() + topic) as u64).u128(..)
}
