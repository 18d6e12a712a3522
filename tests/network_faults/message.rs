//! HTTP messages as the proxy reads them: of this library and of the simulator, which both write them well.

use std::io::{self, BufRead};

pub struct Message {
    /// With the empty line at its end.
    pub head: Vec<u8>,
    pub body: Vec<u8>,
}

impl Message {
    /// `None` if the connection ends instead.
    pub fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some(head) = read_head(reader)? else { return Ok(None) };
        let body = read_body(reader, &head)?;
        Ok(Some(Message { head, body }))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// Of an answer.
    pub fn status(&self) -> u16 {
        let head = std::str::from_utf8(&self.head).expect("ASCII");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.expect("a status line")
    }
}

/// The recordings that a request is to change; none if it is another request.
pub fn ids(body: &[u8]) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let ids = body["recordingIds"].as_array().map_or(&[][..], Vec::as_slice);
    ids.iter().map(|id| id.as_str().expect("an id").to_owned()).collect()
}

pub fn read_head(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head)? == 0 {
            return if head.is_empty() {
                Ok(None)
            } else {
                Err(io::ErrorKind::UnexpectedEof.into())
            };
        }
    }
    Ok(Some(head))
}

pub fn read_body(reader: &mut impl BufRead, head: &[u8]) -> io::Result<Vec<u8>> {
    let length = header(head, "content-length").map_or(0, |text| text.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}

fn header<'m>(head: &'m [u8], name: &str) -> Option<&'m str> {
    let lines = std::str::from_utf8(head).expect("ASCII").lines().skip(1);
    let mut headers = lines.filter_map(|line| line.split_once(": "));
    headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
