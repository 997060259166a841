//! A sink in memory: what a dry run would have published, and the model for the tests of others.

use std::collections::BTreeMap;

use super::{Digest, Name, Sink, check_name, digest};
use crate::error::Result;

/// Keeps what is published in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    listed: BTreeMap<Name, Digest>,
    files: BTreeMap<Name, Vec<u8>>,
}

impl Memory {
    /// Starts from what another sink holds, so that a dry run finds the same differences; the
    /// files' bytes are not copied.
    pub fn after(listed: BTreeMap<Name, Digest>) -> Self {
        Self { listed, files: BTreeMap::new() }
    }

    /// Returns the files that were put, by name.
    pub fn files(&self) -> &BTreeMap<Name, Vec<u8>> {
        &self.files
    }
}

impl Sink for Memory {
    fn list(&self) -> Result<BTreeMap<Name, Digest>> {
        Ok(self.listed.clone())
    }

    fn put(&mut self, name: &Name, file: &[u8], _media_type: &str) -> Result<()> {
        check_name(name)?;
        self.listed.insert(name.clone(), digest(file));
        self.files.insert(name.clone(), file.to_vec());
        Ok(())
    }

    fn remove(&mut self, name: &Name) -> Result<()> {
        check_name(name)?;
        self.listed.remove(name);
        self.files.remove(name);
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::super::tests::every_sink;
    use super::*;

    /// One `Memory` that can be opened again, as a folder can.
    #[derive(Clone, Default)]
    struct Shared(Rc<RefCell<Memory>>);

    impl Sink for Shared {
        fn list(&self) -> Result<BTreeMap<Name, Digest>> {
            self.0.borrow().list()
        }

        fn put(&mut self, name: &Name, file: &[u8], media_type: &str) -> Result<()> {
            self.0.borrow_mut().put(name, file, media_type)
        }

        fn remove(&mut self, name: &Name) -> Result<()> {
            self.0.borrow_mut().remove(name)
        }

        fn finish(&mut self) -> Result<()> {
            self.0.borrow_mut().finish()
        }
    }

    #[test]
    fn memory_does_what_every_sink_must() {
        let shared = Shared::default();
        every_sink(|| shared.clone());
    }
}
