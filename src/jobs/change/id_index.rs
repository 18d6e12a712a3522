//! Finds the first entry of each recording id. Its table holds half of each id's hash and the number of
//! the entry, not the id: with the ids in it, the table of a million would be several times as large,
//! and most of the time would go into waiting for memory.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Every method takes a function that gives the id of an entry by number.
pub(super) struct IdIndex(HashTable<(u32, u32)>);

impl IdIndex {
    pub fn with_capacity(capacity: usize) -> Self {
        IdIndex(HashTable::with_capacity(capacity))
    }

    pub fn get<'e>(&self, id: &str, id_of: impl Fn(u32) -> &'e str) -> Option<u32> {
        let hash = hash(id);
        let is_same = |&(its_hash, number): &(u32, u32)| its_hash == hash && id_of(number) == id;
        self.0.find(spread(hash), is_same).map(|&(_, number)| number)
    }

    /// The entry with this id, which is `number` if there was none.
    pub fn get_or_insert<'e>(
        &mut self,
        id: &str,
        number: u32,
        id_of: impl Fn(u32) -> &'e str,
    ) -> u32 {
        let hash = hash(id);
        let is_same = |&(its_hash, number): &(u32, u32)| its_hash == hash && id_of(number) == id;
        let slot = self.0.entry(spread(hash), is_same, |&(hash, _)| spread(hash));
        slot.or_insert((hash, number)).get().1
    }
}

fn hash(id: &str) -> u32 {
    FxBuildHasher.hash_one(id) as u32
}

/// The table uses both ends of a hash of 64 bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_number_that_it_was_first_inserted_with() {
        let ids: Vec<String> = (0..1000).map(|number| (number % 300).to_string()).collect();
        let mut index = IdIndex::with_capacity(0);
        for (number, id) in (0u32..).zip(&ids) {
            assert_eq!(index.get_or_insert(id, number, |n| &ids[n as usize]), number % 300);
        }
        assert_eq!(index.get("299", |n| &ids[n as usize]), Some(299));
        assert_eq!(index.get("300", |n| &ids[n as usize]), None);
    }
}
