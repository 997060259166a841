//! Words that say little about what a query is about: particles, question words, endings.
//!
//! They are not left out, because what is contained must be found; they only weigh less when
//! documents are ranked. A query that is nothing but such words weighs them in full.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::unit::{Script, Unit};

/// The weight of a stop word's characters; other characters weigh 1.
///
/// A plateau: 0.15 to 0.5 made no measurable difference (see `docs/search-quality.md`).
pub(super) const WEIGHT: f32 = 0.3;

/// Runs of fewer characters hold no stop words: 和服, 的士 and 国有 are words as a whole.
const MIN_RUN: usize = 3;

/// What must be left of a Korean word before its ending.
const MIN_STEM: usize = 2;

const CHINESE: &str = "是什么 什么 甚么 哪个 哪些 哪里 哪儿 哪年 哪一年 哪一 哪位 哪 谁 何时 何地 何人 何种 何年 何 \
    多少 几个 几 怎么 怎样 如何 为什么 为何 是谁 请问 吗 呢 的 是 在 了 和 与 有 被 由 为 于 以 及 或 并 其 之 所 \
    也 就 而 从 对 叫 位于 属于 列举 简述 一个 这个 那个";

const JAPANESE: &str = "は何ですか は何か とは何か 何ですか 何と呼ばれ 何という なんという 何と言う と呼ばれ は何 何人 \
    何年 何 どこ いつ だれ 誰 どの どれ どんな どちら いくつ いくら なぜ どのよう どう ですか ますか でしょうか だろうか \
    という とは について において における によって により による に関する に対する に対して として ための ために ため もの \
    こと よう した された される れる られ している していた しているか したか されたか されているか している て いる いた です \
    ます でし まし だっ だった ない たか のか るか は が を に へ と も の で か や から まで より";

const KOREAN_WORDS: &str = "무엇 무엇인가 무엇인가요 무엇일까 무엇이라 무엇이라고 뭐라고 무엇을 무엇이 무엇에 무엇으로 \
    무슨 누구 누구인가 누구인가요 누구의 누가 누구에게 누구와 어디 어디인가 어디에 어디에서 어디서 언제 언제인가 어느 어떤 \
    어떻게 어떠한 몇 몇개 몇번 몇년 몇명 왜 얼마 얼마나 얼마인가 것은 것 것인가 것을 것이 그 이 등 등의 등을 및 또는 의해 \
    의하여 위해 위하여 대한 대해 따르면 따른 통해 때 중 수 는 은";

/// Particles and endings, which stand at a word's end.
const KOREAN_ENDINGS: &str = "은 는 이 가 을 를 의 에 에서 에게 에게서 로 으로 와 과 도 만 부터 까지 보다 처럼 라고 \
    이라고 이라는 라는 란 이란 이며 이자 이나 나 하고 에는 에서는 로는 으로는 에도 로서 으로서 로써 으로써 께서 한테 마다 \
    조차 밖에 들은 들이 들을 들의 인 이다 였다 이었다 \
    인가 인가요 는가 는가요 은가 나요 인지 입니까 습니까 하는가 하였는가 했는가 하였나 했나 했나요 하나요 되었는가 되었나 됐나 \
    되는가 있는가 있나 있나요 있었나 무엇인가 무엇인가요 누구인가 누구인가요 어디인가 언제인가 하는 한 된 되는 했던 하였던 있는 \
    이었는가 였는가 였나 한가 할 하여 하며 했다 하였다 되어 되었다 된다 한다 있다 있던 있었던";

const ENGLISH: &str = "a an the of in on at by to for from with as is are was were be been being am do does did doing \
    done has have had having what which who whom whose when where why how that this these those it its he his him \
    she her they their them i you your we our us and or but not no if than then there here can could will would \
    shall should may might must into onto over under about between during after before up down out off many much \
    some any each other such only own same so too very s t also";

/// The lists, folded and (English) stemmed as queries are.
struct Lists {
    /// Chinese and Japanese: as characters.
    unspaced: HashSet<Vec<char>>,
    /// The longest of them, in characters.
    longest: usize,
    korean_words: HashSet<Vec<char>>,
    /// Longest first.
    korean_endings: Vec<Vec<char>>,
    english: HashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let folded = |list: &str| -> Vec<Vec<char>> {
        list.split_whitespace().map(|word| super::fold(word).map(|folded| folded.char).collect()).collect()
    };
    let unspaced: HashSet<Vec<char>> = folded(CHINESE).into_iter().chain(folded(JAPANESE)).collect();
    let mut korean_endings = folded(KOREAN_ENDINGS);
    korean_endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
    let mut english = HashSet::new();
    let mut tokens = super::Tokens::new(ENGLISH);
    while tokens.advance() {
        english.insert(tokens.token().text.clone());
    }
    Lists {
        longest: unspaced.iter().map(Vec::len).max().unwrap_or_default(),
        unspaced,
        korean_words: folded(KOREAN_WORDS).into_iter().collect(),
        korean_endings,
        english,
    }
});

/// Gives the units of stop words their weight.
pub(super) fn weigh(units: &mut [Unit]) {
    let mut start = 0;
    while start < units.len() {
        let mut end = start + 1;
        while end < units.len() && units[end - 1].is_joined {
            end += 1;
        }
        weigh_run(&mut units[start..end]);
        start = end;
    }
}

/// Weighs a word, or a run of characters without a separator.
fn weigh_run(run: &mut [Unit]) {
    if let [word] = run
        && word.script == Script::Word
    {
        if LISTS.english.contains(&word.text) {
            word.weight = WEIGHT;
        }
        return;
    }
    let chars: Vec<char> = run.iter().map(Unit::char).collect();
    let mut at = 0;
    while at < run.len() {
        if run[at].script == Script::Hangul {
            let length = run[at..].iter().take_while(|unit| unit.script == Script::Hangul).count();
            weigh_korean(&chars[at..at + length], &mut run[at..at + length]);
            at += length;
        } else {
            let length = if run.len() >= MIN_RUN { unspaced_stop_word(&chars[at..], &run[at..]) } else { 0 };
            run[at..at + length].iter_mut().for_each(|unit| unit.weight = WEIGHT);
            at += length.max(1);
        }
    }
}

/// The characters of the longest stop word at the beginning, which is never written in katakana.
fn unspaced_stop_word(chars: &[char], units: &[Unit]) -> usize {
    let possible = units.iter().take_while(|unit| unit.script != Script::Katakana).count();
    let longest = possible.min(LISTS.longest);
    (1..=longest).rev().find(|&length| LISTS.unspaced.contains(&chars[..length])).unwrap_or(0)
}

fn weigh_korean(chars: &[char], units: &mut [Unit]) {
    let stem = if LISTS.korean_words.contains(chars) {
        0
    } else {
        let ending = LISTS
            .korean_endings
            .iter()
            .find(|ending| chars.len() >= ending.len() + MIN_STEM && chars.ends_with(ending));
        chars.len() - ending.map_or(0, Vec::len)
    };
    units[stem..].iter_mut().for_each(|unit| unit.weight = WEIGHT);
}

#[cfg(test)]
mod tests {
    use crate::text::Piece;

    /// Marks the units of stop words with brackets.
    fn check(text: &str, expected: &str) {
        let mut shown = String::new();
        let mut is_open = false;
        for unit in &Piece::new(text, false).unwrap().units {
            if (unit.weight < 1.0) != is_open {
                shown.push(if is_open { ']' } else { '[' });
                is_open = !is_open;
            }
            shown.push_str(&unit.text);
        }
        if is_open {
            shown.push(']');
        }
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn particles_and_question_words_weigh_less() {
        check("氢能是什么", "氢能[是什么]");
        check("氫能是甚麼", "氢能[是甚么]");
        check("东京塔は何ですか", "东京塔[は何ですか]");
        check("대학에서", "대학[에서]");
        check("무엇인가요", "[무엇인가요]");
        check("what is hydrogen", "[whatis]hydrogen");
    }

    #[test]
    fn short_runs_katakana_and_short_korean_words_are_words() {
        check("和服", "和服");
        check("的士", "的士");
        check("ハカ", "はか");
        check("クラノオ", "くらのお");
        check("아이", "아이");
        check("国立の図書館", "国立[の]图书馆");
    }
}
