//! The shape in which words are compared.

use madoguchi_vocab::normalise::search_key;

/// A word as it is compared: one width, katakana, lower case, old forms of kanji as new ones. Words in Latin letters keep one
/// space between them.
pub fn key(text: &str) -> String {
    if !text.is_ascii() {
        return search_key(text).chars().map(new_form).collect();
    }
    text.split_whitespace().map(search_key).collect::<Vec<_>>().join(" ")
}

/// A question as it is said back: no control characters, no ends, no longer than anybody reads.
pub fn said(question: &str, longest: usize) -> String {
    let plain: String = question.chars().filter(|c| !c.is_control()).take(longest).collect();
    plain.trim().to_owned()
}

/// Old forms that are still typed, in names of acts and from memory.
fn new_form(c: char) -> char {
    match c {
        '證' => '証',
        '轉' => '転',
        '屆' => '届',
        '學' => '学',
        '兒' => '児',
        '險' => '険',
        '醫' => '医',
        '稅' => '税',
        '戶' => '戸',
        '區' => '区',
        '變' => '変',
        '來' => '来',
        '圖' => '図',
        '燒' => '焼',
        '賣' => '売',
        '廢' => '廃',
        c => c,
    }
}

/// What stands behind what is looked for and says nothing of it, longest first.
const ENDINGS: &[&str] = &[
    "ノ手続キガシタイ",
    "ノ手続キヲシタイ",
    "手続キガシタイ",
    "ノ手続キ方法",
    "ニツイテ知リタイ",
    "ノ申シ込ミ方法",
    "ヲシタイデス",
    "ヲモライタイ",
    "ガモライタイ",
    "ノ手続キ",
    "ノ手続",
    "ノ申込ミ",
    "ノ仕方",
    "ノシカタ",
    "ノヤリ方",
    "ノ取リ方",
    "ヲ取リタイ",
    "ガ欲シイ",
    "ガホシイ",
    "ニツイテ",
    "シタトキ",
    "シタ時",
    "シタラ",
    "スルニハ",
    "ヲシタイ",
    "ガシタイ",
    "シタイ",
    "ノ方法",
    "手続キ",
    "手続",
    "方法",
    "ノトキ",
    "デス",
];

/// Words in a language of spaces that say nothing of what is looked for.
const NOTHING: &[&str] = &[
    "a",
    "an",
    "the",
    "to",
    "of",
    "for",
    "my",
    "i",
    "in",
    "how",
    "do",
    "want",
    "get",
    "apply",
    "application",
    "form",
    "and",
    "or",
];

/// The words of a question, in the shape in which they are compared.
pub(super) fn words_of(question: &str) -> Vec<String> {
    let is_mark = |c: char| {
        c.is_whitespace() || "、。,，．・/／（）()「」『』【】[]?？!！|｜:：;；\"'&＆+＋".contains(c)
    };
    let words: Vec<String> = question.split(is_mark).map(key).filter(|w| !w.is_empty()).collect();
    let told: Vec<String> = words
        .iter()
        .map(|w| without_ending(w))
        .flat_map(|w| of_sentence(&w))
        .filter(|w| !NOTHING.contains(&w.as_str()))
        .collect();
    // Whoever asks for nothing but 手続き is told all that has it.
    if told.is_empty() { words } else { told }
}

/// What a sentence is about: 引っ越すので水道を止めたい is 引っ越す, 水道 and 止め.
fn of_sentence(sentence: &str) -> Vec<String> {
    let stem = |part: &str| {
        let stem = part.strip_suffix("タイ").filter(|stem| stem.chars().count() > 1);
        stem.unwrap_or(part).to_owned()
    };
    sentence.split("ノデ").flat_map(|part| part.split('ヲ')).filter(|p| !p.is_empty()).map(stem).collect()
}

fn without_ending(word: &str) -> String {
    let end = ENDINGS.iter().find_map(|e| word.strip_suffix(e).filter(|rest| !rest.is_empty()));
    end.unwrap_or(word).to_owned()
}

/// A word in kana by its sound alone: long vowels and small ッ fall away, for they are typed in many ways. `None` for a word with
/// kanji in it.
pub(super) fn loose(word: &str) -> Option<String> {
    let mut out = String::new();
    let mut before = None;
    for c in word.chars() {
        if !is_katakana(c) {
            return None;
        }
        let is_long = match c {
            'ー' | 'ッ' => true,
            'ウ' => before.is_some_and(|b| {
                "オコソトノホモヨロゴゾドボポョウクスツヌフムユルグズヅブプュヲ".contains(b)
            }),
            'オ' => before.is_some_and(|b| "オコソトノホモヨロゴゾドボポョ".contains(b)),
            'イ' => before.is_some_and(|b| "エケセテネヘメレゲゼデベペ".contains(b)),
            _ => false,
        };
        if !is_long {
            out.push(c);
        }
        before = Some(c);
    }
    (out.chars().count() > 1).then_some(out)
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヶ' | 'ー')
}

/// Romaji by Hepburn and by 訓令式: three letters first, then two, then one.
const SYLLABLES: &str = "kya キャ kyu キュ kyo キョ sha シャ shi シ shu シュ sho ショ sya シャ syu シュ syo ショ cha チャ chi チ chu チュ cho チョ tya チャ tyu チュ tyo チョ tsu ツ nya ニャ nyu ニュ nyo ニョ hya ヒャ hyu ヒュ hyo ヒョ mya ミャ myu ミュ myo ミョ rya リャ ryu リュ ryo リョ gya ギャ gyu ギュ gyo ギョ bya ビャ byu ビュ byo ビョ pya ピャ pyu ピュ pyo ピョ zya ジャ zyu ジュ zyo ジョ jya ジャ jyu ジュ jyo ジョ ja ジャ ji ジ ju ジュ jo ジョ ka カ ki キ ku ク ke ケ ko コ sa サ si シ su ス se セ so ソ ta タ ti チ tu ツ te テ to ト na ナ ni ニ nu ヌ ne ネ no ノ ha ハ hi ヒ hu フ fu フ he ヘ ho ホ ma マ mi ミ mu ム me メ mo モ ya ヤ yu ユ yo ヨ ra ラ ri リ ru ル re レ ro ロ wa ワ wo ヲ ga ガ gi ギ gu グ ge ゲ go ゴ za ザ zi ジ zu ズ ze ゼ zo ゾ da ダ de デ do ド ba バ bi ビ bu ブ be ベ bo ボ pa パ pi ピ pu プ pe ペ po ポ a ア i イ u ウ e エ o オ n ン m ン";

/// A word in Latin letters as kana; `None` where it cannot be one.
pub(super) fn kana_of(word: &str) -> Option<String> {
    if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'\'')) {
        return None;
    }
    let table: Vec<&str> = SYLLABLES.split(' ').collect();
    let (mut rest, mut out) = (word, String::new());
    while let Some(first) = rest.chars().next() {
        if matches!(first, '-' | '\'') {
            rest = &rest[1..];
            continue;
        }
        if rest[1..].starts_with(first) && !"aeioun".contains(first) {
            out.push('ッ');
            rest = &rest[1..];
            continue;
        }
        let (romaji, kana) =
            table.chunks_exact(2).map(|p| (p[0], p[1])).find(|(r, _)| rest.starts_with(r))?;
        out.push_str(kana);
        rest = &rest[romaji.len()..];
    }
    (!out.is_empty()).then_some(out)
}
