//! lianchuang
fn main() {}
