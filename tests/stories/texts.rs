//! What a department says in its own words: in letters, on notices, again and again.

use base64::Engine as _;
