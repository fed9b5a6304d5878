//! Lists are written behind the counter, a step at a time, by whichever node comes first.

use chrono::Duration;
use madoguchi_store::{
    StoreError, audit,
    exports::{self, ExportRow, ExportState, Made, Step},
};
use madoguchi_vocab::Instant;
use serde_json::{from_slice, from_value, to_value};

use super::{
    Form, Wanted,
    job::{ExportTrouble, KEPT_DAYS},
    pen::{Out, Pen, Written},
    rows::{HANDFUL, Line, Rows},
};
use crate::{App, Result, Trouble};

/// While a node is at a step no other begins it. Who is killed has lost a step, and this long.
const LEASE: Duration = Duration::minutes(2);
/// Who writes long says so often that it is still there.
const SAY_SO: Duration = Duration::seconds(30);
/// After so many failures in a row it stops.
const TRIES: i64 = 8;

impl App {
    /// Does one step of the list that has waited longest: reads a handful of rows, or writes the file. Any number of
    /// nodes may do this at once. Says whether there was anything to do.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails so that not even that can be noted; then it is tried again after the lease.
    pub async fn export_step(&self) -> Result<bool> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let row = exports::claim(&mut tx, now, now.plus(LEASE)).await?;
        tx.commit().await?;
        let Some(row) = row else { return Ok(false) };
        let done = match row.state {
            ExportState::Reading => self.read_on(&row).await,
            _ => self.write_file(&row).await,
        };
        let noted = match done {
            Err(why) if !is_overtaken(&why) => self.tried_in_vain(&row, &why).await,
            done => done,
        };
        match noted {
            // Somebody gave it up, or another node has it in hand by now.
            Err(why) if is_overtaken(&why) => Ok(true),
            noted => noted.map(|()| true),
        }
    }

    /// Reads the rows behind those that were read, into a part of their own.
    async fn read_on(&self, row: &ExportRow) -> Result<()> {
        let (wanted, asker): (Wanted, _) = (from_value(row.wanted.clone())?, self.asker(row).await?);
        let mut query = self.export_query(&asker, &wanted.scope, row.asked_at);
        query.after = row.place.clone().map(from_value).transpose()?;
        let mut rows = Rows::new(self, query, &wanted.columns, wanted.form == Form::Zip);
        let lines = rows.next().await?;
        let (now, read) = (self.now(), lines.len() as i64);
        let mut part = Vec::new();
        for line in &lines {
            serde_json::to_writer(&mut part, line)?;
            part.push(b'\n');
        }
        // First it lies there, then it is named.
        let kept = if lines.is_empty() { None } else { Some(self.0.vault.take(&part).await?.keep().await?) };
        let mut tx = self.store().begin().await?;
        if let Some(digest) = kept {
            exports::add_part(&mut tx, row.id, row.read, digest).await?;
            let place = rows.place().map(to_value).transpose()?;
            exports::note(&mut tx, row, Step::Read(read, place), now, now).await?;
        }
        if read < HANDFUL {
            exports::note(&mut tx, row, Step::AllRead, now, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Writes the file from all parts. Whoever is killed in this begins it anew, from the same parts.
    async fn write_file(&self, row: &ExportRow) -> Result<()> {
        let (wanted, asker): (Wanted, _) = (from_value(row.wanted.clone())?, self.asker(row).await?);
        let vault = &self.0.vault;
        let out = || Out::Vault(Box::new(vault.receive(u64::MAX)));
        let beside = (wanted.form == Form::Cp932).then(out);
        let facts = (row.asked_at, row.read);
        let mut pen = Pen::new(self, wanted.form, &wanted.columns, (out(), beside), facts);
        pen.begin().await?;
        let (mut written, mut said) = (0, self.now());
        for part in exports::parts(&self.store().reader(), row.id).await? {
            let bytes = vault.get(part).await?;
            for line in bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
                pen.line(from_slice::<Line>(line)?).await?;
                written += 1;
                if self.now().since(said) >= SAY_SO {
                    said = self.still_at(row, written).await?;
                }
            }
            said = self.still_at(row, written).await?;
        }
        pen.end().await?;
        let (now, Written { given, file, lacking }) = (self.now(), pen.keep().await?);
        let bytes =
            |kept: Option<([u8; 32], u64)>| kept.map_or(0, |(_, n)| i64::try_from(n).unwrap_or(i64::MAX));
        let made = Made {
            digest: file.map(|(digest, _)| digest),
            bytes: bytes(file),
            persons: given.persons() as i64,
            files: i64::try_from(given.files).unwrap_or(i64::MAX),
            lacking_digest: lacking.map(|(digest, _)| digest),
            lacking_bytes: bytes(lacking),
            lacking: i64::try_from(given.lacking).unwrap_or(i64::MAX),
        };
        let what = wanted.scope.filter.slug.as_deref().unwrap_or("queue");
        let said = format!("{what} rows={} persons={} files={}", given.rows, made.persons, made.files);
        let said = format!("{said} {} export={}", wanted.form.code(), row.id);
        let done = ExportRow { expires_at: now.plus(Duration::days(KEPT_DAYS)), ..row.clone() };
        let mut tx = self.store().begin().await?;
        exports::note(&mut tx, &done, Step::Made(Box::new(made)), now, now).await?;
        exports::forget_parts(&mut tx, row.id).await?;
        audit::note(&mut tx, now, to_value(asker.actor())?, "wrote-out", &said).await?;
        Ok(tx.commit().await?)
    }

    /// Notes how far the writing is, and that somebody is still at it.
    async fn still_at(&self, row: &ExportRow, written: i64) -> Result<Instant> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        exports::note(&mut tx, row, Step::Written(written), now, now.plus(LEASE)).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// Notes what went wrong, and when to try again, if that makes sense.
    async fn tried_in_vain(&self, row: &ExportRow, why: &Trouble) -> Result<()> {
        let (now, failures, trouble) = (self.now(), row.failures + 1, ExportTrouble::of(why));
        tracing::warn!(export = %row.id, failures, error = %why, "a list could not be written yet");
        let for_good = failures >= TRIES || trouble == ExportTrouble::NotAllowed;
        let code = trouble.code().to_owned();
        let step = if for_good { Step::Failed(code) } else { Step::Failing(failures, code) };
        let row = ExportRow { expires_at: now.plus(Duration::days(KEPT_DAYS)), ..row.clone() };
        let mut tx = self.store().begin().await?;
        exports::note(&mut tx, &row, step, now, now.plus(pause(failures))).await?;
        Ok(tx.commit().await?)
    }
}

/// Another has added this part, or has it in hand, or nobody wants it any more.
fn is_overtaken(why: &Trouble) -> bool {
    matches!(why, Trouble::Overtaken | Trouble::Store(StoreError::Duplicate))
}

/// A quarter of a minute, then twice as long each time, at most ten minutes: somebody waits for it.
fn pause(failures: i64) -> Duration {
    Duration::seconds(15_i64.saturating_mul(1 << failures.clamp(0, 12)).min(600))
}
