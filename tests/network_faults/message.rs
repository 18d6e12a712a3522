//! HTTP messages as the proxy reads them. Both this library and the simulator write them correctly.

use std::io::{self, Read};
use webexrec_test_support::read_head;

pub struct Message {
    /// With the empty line at its end.
    pub head: String,
    pub body: Vec<u8>,
}

impl Message {
    /// `None` if the connection is closed instead.
    pub fn read(reader: &mut impl Read) -> io::Result<Option<Self>> {
        let Some(head) = read_head(reader) else { return Ok(None) };
        let body = read_body(reader, &head)?;
        Ok(Some(Message { head, body }))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The status of a response.
    pub fn status(&self) -> u16 {
        let status = self.head.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.expect("a status line")
    }

    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }
}

/// The ids of the recordings that a request changes; none for another request.
pub fn ids(body: &[u8]) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let ids = body["recordingIds"].as_array().map_or(&[][..], Vec::as_slice);
    ids.iter().map(|id| id.as_str().expect("an id").to_owned()).collect()
}

pub fn read_body(reader: &mut impl Read, head: &str) -> io::Result<Vec<u8>> {
    let length = header(head, "content-length").map_or(0, |text| text.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}

fn header<'m>(head: &'m str, name: &str) -> Option<&'m str> {
    let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
