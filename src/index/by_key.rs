//! A map of texts that is made once and then read: sorted, all keys in one text.
//!
//! A rebuild knows every source and every article by its key. As a map of strings a million of them
//! take more than twice the memory.

use std::cmp::Ordering;

/// Values by their keys, sorted by these.
#[derive(Debug, Clone)]
pub struct ByKey<V> {
    keys: String,
    entries: Vec<Entry<V>>,
}

#[derive(Debug, Clone)]
struct Entry<V> {
    /// Where in `keys` the key begins, and its length, in bytes.
    start: usize,
    length: u32,
    value: V,
}

impl<V> Entry<V> {
    fn key<'a>(&self, keys: &'a str) -> &'a str {
        keys.get(self.start..self.start + self.length as usize).unwrap_or_default()
    }
}

impl<V> Default for ByKey<V> {
    fn default() -> Self {
        Self { keys: String::new(), entries: Vec::new() }
    }
}

impl<V: PartialEq> PartialEq for ByKey<V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Takes keys and values in any order; best sorted already, piece by piece.
#[derive(Debug)]
pub struct Gathering<V>(ByKey<V>);

impl<V> Default for Gathering<V> {
    fn default() -> Self {
        Self(ByKey::default())
    }
}

impl<V> Gathering<V> {
    /// Adds a value. Of several with one key, the last stays.
    pub fn push(&mut self, key: &str, value: V) {
        let length = u32::try_from(key.len()).expect("a key is a path or an identity, not gigabytes");
        self.0.entries.push(Entry { start: self.0.keys.len(), length, value });
        self.0.keys.push_str(key);
    }

    /// Returns the map.
    pub fn finish(self) -> ByKey<V> {
        let ByKey { mut keys, mut entries } = self.0;
        // Latest first among equals, of which the first is kept; a stable sort merges what is sorted.
        entries.sort_by(|one, other| match one.key(&keys).cmp(other.key(&keys)) {
            Ordering::Equal => other.start.cmp(&one.start),
            order => order,
        });
        entries.dedup_by(|next, former| next.key(&keys) == former.key(&keys));
        entries.shrink_to_fit();
        keys.shrink_to_fit();
        ByKey { keys, entries }
    }
}

impl<S: AsRef<str>, V> FromIterator<(S, V)> for ByKey<V> {
    fn from_iter<I: IntoIterator<Item = (S, V)>>(pairs: I) -> Self {
        let mut gathering = Gathering::default();
        for (key, value) in pairs {
            gathering.push(key.as_ref(), value);
        }
        gathering.finish()
    }
}

impl<V> ByKey<V> {
    /// Returns how many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the number of a key among all, from 0.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.key(&self.keys).cmp(key)).ok()
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.position(key).and_then(|position| self.value(position))
    }

    /// Returns the key with this number; an empty text if there is none.
    pub fn key(&self, position: usize) -> &str {
        self.entries.get(position).map_or("", |entry| entry.key(&self.keys))
    }

    /// Returns the value with this number.
    pub fn value(&self, position: usize) -> Option<&V> {
        self.entries.get(position).map(|entry| &entry.value)
    }

    /// Returns the value with this number, to be changed.
    pub fn value_mut(&mut self, position: usize) -> Option<&mut V> {
        self.entries.get_mut(position).map(|entry| &mut entry.value)
    }

    /// Returns all keys with their values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &V)> {
        self.entries.iter().map(|entry| (entry.key(&self.keys), &entry.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_the_last_of_equals_stays() {
        let map: ByKey<u8> =
            [("国", 1), ("a", 2), ("国", 3), ("", 4), ("a/b", 5), ("国", 6)].into_iter().collect();
        assert_eq!(map.iter().collect::<Vec<_>>(), [("", &4), ("a", &2), ("a/b", &5), ("国", &6)]);
        assert_eq!(
            (map.len(), map.position("a/b"), map.get("a"), map.get("b")),
            (4, Some(2), Some(&2), None)
        );
        assert_eq!((map.key(3), map.value(3), map.key(4), map.value(4)), ("国", Some(&6), "", None));
        assert!(map == [("a", 2), ("a/b", 5), ("国", 6), ("", 4)].into_iter().collect());
        assert!(ByKey::<u8>::default().is_empty());
    }
}
