//! Checks JSON against the published JSON Schemas.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

/// A compiled schema.
pub struct Schema {
    schemas: Schemas,
    at: SchemaIndex,
}

impl Schema {
    /// Compiles a schema, which must follow the rules for schemas itself.
    pub fn new(schema: &str) -> Self {
        let schema = serde_json::from_str(schema).expect("a schema is JSON");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("schema.json", schema).expect("the address of a schema");
        let at = compiler.compile("schema.json", &mut schemas).expect("a valid schema");
        Self { schemas, at }
    }

    /// Returns what is wrong with a value, with the places.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        self.schemas.validate(value, self.at).map_err(|error| format!("{error:#}"))
    }
}
