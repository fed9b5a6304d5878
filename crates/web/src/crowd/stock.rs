//! What there is only so much of, and of which nobody takes more than a share.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// So many places, or so many bytes.
#[derive(Debug)]
pub struct Stock {
    most: usize,
    each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// By the address it was taken from, where a share is less than all.
    by: HashMap<Arc<str>, usize>,
}

/// What somebody has taken. It is given back when this is dropped.
#[derive(Debug)]
pub struct Portion {
    stock: Arc<Stock>,
    who: Arc<str>,
    size: usize,
}

impl Stock {
    /// So much, of which one address takes so much at most.
    pub fn shared(most: usize, each: usize) -> Arc<Self> {
        Arc::new(Self { most, each, taken: Mutex::default() })
    }

    /// So much for whoever comes first.
    pub fn of(most: usize) -> Arc<Self> {
        Self::shared(most, most)
    }

    /// So much for this address, if it is there and so much is left behind.
    pub fn take(self: &Arc<Self>, who: &Arc<str>, size: usize, left: usize) -> Option<Portion> {
        let mut portion = Portion { stock: self.clone(), who: who.clone(), size: 0 };
        portion.grow_leaving(size, left).then_some(portion)
    }

    fn is_shared(&self) -> bool {
        self.each < self.most
    }
}

impl Portion {
    /// Takes so much more, if it is there.
    pub fn grow(&mut self, by: usize) -> bool {
        self.grow_leaving(by, 0)
    }

    fn grow_leaving(&mut self, by: usize, left: usize) -> bool {
        let stock = &self.stock;
        let mut taken = stock.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by.get(&self.who).copied().unwrap_or_default();
        if taken.all + by > stock.most.saturating_sub(left) || stock.is_shared() && own + by > stock.each {
            return false;
        }
        taken.all += by;
        if stock.is_shared() {
            taken.by.insert(self.who.clone(), own + by);
        }
        self.size += by;
        true
    }
}

impl Drop for Portion {
    fn drop(&mut self) {
        let mut taken = self.stock.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= self.size;
        if let Some(own) = taken.by.get_mut(&self.who) {
            *own -= self.size;
            if *own == 0 {
                taken.by.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_more_than_a_share_and_everything_comes_back() {
        let (a, b): (Arc<str>, Arc<str>) = ("192.0.2.1".into(), "192.0.2.2".into());
        let stock = Stock::shared(10, 6);
        let mut first = stock.take(&a, 4, 0).unwrap();
        assert!(first.grow(2) && !first.grow(1), "a share is 6");
        assert!(stock.take(&a, 1, 0).is_none());
        let second = stock.take(&b, 4, 0).unwrap();
        assert!(stock.take(&b, 1, 0).is_none(), "10 are taken");
        drop(first);
        assert!(stock.take(&a, 6, 0).is_some());
        drop(second);
        let taken = stock.taken.lock().unwrap();
        assert!(taken.all == 0 && taken.by.is_empty(), "no address is remembered");
    }

    #[test]
    fn what_is_kept_is_not_given_to_who_leaves_something() {
        let who: Arc<str> = "local".into();
        let stock = Stock::of(3);
        let _two = stock.take(&who, 2, 1).unwrap();
        assert!(stock.take(&who, 1, 1).is_none());
        assert!(stock.take(&who, 1, 0).is_some());
    }
}
