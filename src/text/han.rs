//! One character for all forms of a Han character: simplified, traditional, regional and Japanese.
//!
//! The table is made from OpenCC's data by `build.rs`. It folds single characters: 后 and 後, 发,
//! 發 and 髮, 干, 乾 and 幹 meet, though they are different words in traditional script; that costs a
//! little precision there and makes either script find the other.

include!(concat!(env!("OUT_DIR"), "/han_table.rs"));

/// Returns the character that stands for `c` and all its forms.
#[inline]
pub(crate) fn fold(c: char) -> char {
    match DENSE.get(u32::from(c).wrapping_sub(DENSE_FIRST) as usize) {
        Some(0) => c,
        Some(1) | None => fold_sparse(c),
        Some(&folded) => char::from_u32(u32::from(folded)).unwrap_or(c),
    }
}

fn fold_sparse(c: char) -> char {
    match SPARSE.binary_search_by_key(&c, |pair| pair.0) {
        Ok(at) => SPARSE[at].1,
        Err(_) => c,
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn all_forms_of_a_character_meet() {
        for (forms, folded) in [
            ("风風", '风'),
            ("后後", '后'),
            ("发發髮発", '发'),
            ("干乾幹", '干'),
            ("里裏裡", '里'),
            ("国國", '国'),
            ("涩澀渋澁", '涩'),
            ("泽澤沢", '泽'),
            ("台臺", '台'),
            ("为為爲", '为'),
            ("线線綫", '线'),
            ("床牀", '床'),
            ("边邊邉", '边'),
            ("戏戲戱戯", '戏'),
            ("么麼", '么'),
        ] {
            for form in forms.chars() {
                assert_eq!(fold(form), folded, "{form}");
            }
        }
    }

    #[test]
    fn a_simplified_character_is_not_taken_for_a_japanese_new_form() {
        for c in "予沪欠芸缶余么幺".chars() {
            assert_eq!(fold(c), c);
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for code in (0x3400..0xA000).chain(0x2_0000..0x3_3480) {
            let Some(c) = char::from_u32(code) else { continue };
            assert_eq!(fold(fold(c)), fold(c), "{c} {code:x}");
        }
    }
}
