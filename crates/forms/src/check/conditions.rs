//! Conditions and computed values: names, types, and nothing read before it is asked.

use super::{
    Source,
    symbols::{compute_type, report, symbols},
};
use crate::{
    field::{Field, FieldKind},
    logic::{Checker, Expression, Place, Symbols, Type},
    paper::Paper,
};

pub(super) fn check(paper: &Paper, source: &Source<'_>) {
    let symbols = symbols(paper, source);
    for named in &paper.when {
        condition(source, &symbols, &named.condition, None, None);
    }
    for compute in &paper.computes {
        let mut checker = Checker::new(&symbols);
        checker.expect(&compute.value.tree, &compute_type(compute));
        report(checker, &compute.value, source);
    }
    for (p, page) in paper.pages.iter().enumerate() {
        if let Some(when) = &page.when {
            condition(source, &symbols, when, None, Some(Place(p, 0)));
        }
        let group = page.repeat.as_ref().map(|r| r.key.as_str());
        for (f, field) in page.fields.iter().enumerate() {
            let here = Some(Place(p, f));
            if let Some(when) = &field.when {
                condition(source, &symbols, when, group, here);
            }
            bounds(source, &symbols, field, group, here);
        }
    }
}

fn condition<'s>(
    source: &Source<'_>,
    symbols: &'s Symbols,
    expression: &'s Expression,
    group: Option<&'s str>,
    before: Option<Place>,
) {
    let mut checker = Checker { group, before, ..Checker::new(symbols) };
    checker.condition(&expression.tree);
    report(checker, expression, source);
}

fn bounds<'s>(
    source: &Source<'_>,
    symbols: &'s Symbols,
    field: &'s Field,
    group: Option<&'s str>,
    before: Option<Place>,
) {
    let wanted = if matches!(field.kind, FieldKind::Date(_)) { Type::Date } else { Type::Number };
    for bound in field.kind.behaviour().bounds().into_iter().flatten() {
        let mut checker = Checker { group, before, ..Checker::new(symbols) };
        checker.expect(&bound.tree, &wanted);
        report(checker, bound, source);
    }
}
