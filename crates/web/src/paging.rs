//! Lists longer than a page.

/// One page of a list that is held whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: usize,
    /// How many pages there are; at least 1.
    pub pages: usize,
    per_page: usize,
    link: String,
}

impl Paging {
    /// The page asked for, or the nearest there is. `link` is an address that ends where the page's number goes:
    /// `/search?q=x&page=`.
    pub fn new(asked: usize, items: usize, per_page: usize, link: impl Into<String>) -> Self {
        let pages = items.div_ceil(per_page).max(1);
        Self { page: asked.clamp(1, pages), pages, per_page, link: link.into() }
    }

    /// The items of this page.
    pub fn slice<'i, T>(&self, items: &'i [T]) -> &'i [T] {
        let from = (self.page - 1) * self.per_page;
        &items[from.min(items.len())..(from + self.per_page).min(items.len())]
    }

    /// The page before, where there is one.
    pub fn before(&self) -> Option<String> {
        (self.page > 1).then(|| format!("{}{}", self.link, self.page - 1))
    }

    /// The page behind, where there is one.
    pub fn behind(&self) -> Option<String> {
        (self.page < self.pages).then(|| format!("{}{}", self.link, self.page + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_every_item_once() {
        let items: Vec<usize> = (0..41).collect();
        let seen: Vec<usize> =
            (1..=3).flat_map(|p| Paging::new(p, 41, 20, "?page=").slice(&items).to_vec()).collect();
        assert_eq!(seen, items);
        assert_eq!(Paging::new(99, 41, 20, "?page=").page, 3);
        assert_eq!(Paging::new(0, 0, 20, "?page=").slice(&Vec::<u8>::new()), &[] as &[u8]);
        assert_eq!(Paging::new(2, 41, 20, "?page=").before().as_deref(), Some("?page=1"));
        assert_eq!(Paging::new(3, 41, 20, "?page=").behind(), None);
    }
}
