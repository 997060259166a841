
#[cfg(test)]
mod x {}
